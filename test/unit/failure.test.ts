import assert from "node:assert/strict";
import { failureOf } from "../../provider/client/failure";
import type { OtoroshiError } from "../../provider/client/otoroshi-error";
import type { Subject } from "../../provider/client/subject";

const subject = {
  operation: "api_key_from_group",
  url: "http://otoroshi:8080",
  scope: { groupId: "g1" },
  clientId: "it's",
};

function failure(status: number, body: unknown): OtoroshiError {
  return failureOf(subject, { status, body: typeof body === "string" ? body : JSON.stringify(body) });
}

describe("a failure", () => {
  const cases: [string, number, unknown, string, string?][] = [
    ["missing credentials (400)", 400, { "Otoroshi-Error": "no apikey" }, "unauthorized"],
    ["an unknown admin key (400)", 400, { "Otoroshi-Error": "invalid apikey tuple" }, "unauthorized"],
    ["a wrong secret (401)", 401, { "Otoroshi-Error": "bad apikey" }, "unauthorized"],
    ["a read-only server (401)", 401, { error: "You're not authorized - POST /api/x" }, "unauthorized"],
    ["a malformed patch (401)", 401, { error: "Server error : java.util.NoSuchElementException" }, "invalid"],
    [
      "a body that is no JSON (400)",
      400,
      { "Otoroshi-Error": "Client Error: an error occurred on /api/x (400)" },
      "invalid",
    ],
    [
      "another content type (415)",
      415,
      { "Otoroshi-Error": "Client Error: an error occurred on /api/x (415)" },
      "invalid",
    ],
    [
      "too large a body (413)",
      413,
      { "Otoroshi-Error": "Client Error: an error occurred on /api/x (413)" },
      "invalid",
    ],
    ["a patch that does not fit (400)", 400, { error: "Bad ApiKey format" }, "invalid"],
    ["a duplicate (400)", 400, { error: "Apikey already exists" }, "already-exists"],
    ["a missing key", 404, { error: "ApiKey with clientId 'it's' not found" }, "not-found", "api-key"],
    [
      "a key of another scope",
      404,
      { error: "ApiKey with clientId 'it's' not found for group with id: 'g1'" },
      "not-found",
      "api-key-in-scope",
    ],
    [
      "a missing key, as older servers say it",
      404,
      { error: "ApiKey with clienId 'it's' not found" },
      "not-found",
      "api-key",
    ],
    [
      "a duplicate, as the routes' handler says it (400)",
      400,
      { error: "resource already exists" },
      "already-exists",
    ],
    ["a missing group", 404, { error: "Group with id: 'g1' not found" }, "not-found", "scope"],
    [
      "a missing group, as a list says it",
      404,
      { error: "ApiKeys for group with id: 'g1' does not exist" },
      "not-found",
      "scope",
    ],
    [
      "a missing endpoint",
      404,
      { "Otoroshi-Error": "Client Error: an error occurred on /api/x (404)" },
      "not-found",
      "endpoint",
    ],
    ["another host name", 404, { "Otoroshi-Error": "no route found !" }, "unavailable"],
    ["a throttled client", 429, { "Otoroshi-Error": "[IP] You performed too much requests" }, "throttled"],
    [
      "a gateway without backend",
      502,
      { "Otoroshi-Error": "Something went wrong, you should try later." },
      "unavailable",
    ],
    [
      "a missing endpoint of another's",
      404,
      { "Otoroshi-Error": "Client error: no such thing" },
      "unexpected",
    ],
    ["another host name, on 1.4 and 1.5", 404, { "Otoroshi-Error": "Service not found" }, "unavailable"],
    [
      "missing credentials on 1.4 and 1.5 (400)",
      400,
      { "Otoroshi-Error": "No ApiKey provided" },
      "unauthorized",
    ],
    ["a wrong secret on 1.4 (400)", 400, { "Otoroshi-Error": "Bad API key" }, "unauthorized"],
    ["a wrong secret on 1.4 by HTTP basic (502)", 502, { "Otoroshi-Error": "Bad API key" }, "unauthorized"],
    ["an unknown admin key on 1.4 (401)", 401, { "Otoroshi-Error": "Invalid API key" }, "unauthorized"],
    [
      "a read-only 1.4 (401)",
      401,
      { error: "You're not authorized2 - POST /api/groups/g1/apikeys" },
      "unauthorized",
    ],
    [
      "a patch that does not fit on 1.4 (401)",
      401,
      { error: "Server error : gnieh.diffson.PatchException: element nope does not exist at path " },
      "invalid",
    ],
    [
      "a duplicate without a scope (400)",
      400,
      { error: "not_found", error_description: "Entity already exists" },
      "already-exists",
    ],
    ["another tenant (403)", 403, { error: "You're not authorized here !" }, "unauthorized"],
    ["a redirect", 302, "", "unexpected"],
    ["a proxy's page", 404, "<html>not found</html>", "unexpected"],
    ["a proxy's sign-in", 403, "<html>", "unauthorized"],
    ["a failing server", 500, { error: "boom" }, "unexpected"],
  ];
  for (const [what, status, body, code, missing] of cases) {
    it(`tells ${what} from its body: ${code}${missing === undefined ? "" : `, ${missing}`}`, () => {
      const { code: actual, missing: what, status: http, operation } = failure(status, body);
      assert.deepEqual([actual, what, http, operation], [code, missing, status, "api_key_from_group"]);
    });
  }

  const sentences: [string, Partial<Subject>, string, string?][] = [
    [
      "a service, in a list",
      { scope: { serviceId: "s" } },
      "ApiKeys for service with id: 's' does not exist",
    ],
    ["a service, in a creation", { scope: { serviceId: "s" } }, "Service with id s not found"],
    ["a service", { scope: { serviceId: "s" } }, "Service with id: 's' not found"],
    [
      "the group of a service, in a creation on 1.4",
      { operation: "create_api_key", scope: { serviceId: "s" } },
      "Service group not found",
    ],
    ["a group, in a creation", { operation: "create_api_key_from_group" }, "Service group not found"],
    ["a group, in a write", {}, "Service Group with id: 'g1' not found"],
    ["a route", { scope: { routeId: "r" } }, "Entity with id 'r' not found"],
    ["an API, in a list", { scope: { apiId: "a" } }, "ApiKeys for service with id: 'a' does not exist"],
    [
      "the group of a key on 1.4",
      { operation: "api_key_group", scope: { serviceId: "s" } },
      "ServiceGroup for ApiKey 'it's' not found",
    ],
    ["a key", {}, "ApiKey with clientId 'it's' not found", "api-key"],
    ["a key on 1.4", {}, "ApiKey with clienId 'it's' not found", "api-key"],
    ["a key of a route", { scope: { routeId: "r" } }, "Entity with id 'it's' not found", "api-key"],
    [
      "a key of another service on 1.4",
      { scope: { serviceId: "s" } },
      "ApiKey with clienId 'it's' not found for service with id: 's'",
      "api-key-in-scope",
    ],
    [
      "a key of another route",
      { scope: { routeId: "r" } },
      "ApiKey with clientId 'it's' not found for service with id: 'r'",
      "api-key-in-scope",
    ],
    [
      "a key whose quotas are reset on an API of 17",
      { operation: "reset_api_key_from_api_quotas", scope: { apiId: "a" } },
      "ApiKey with clientId 'it's' not found for service with id: 'Entity(a,Vector(),Lambda$5236@5bdfaf79).id'",
      "api-key-in-scope",
    ],
  ];
  for (const [what, about, error, missing = "scope"] of sentences) {
    it(`knows Otoroshi's sentence for the absence of ${what}, and believes none about another`, () => {
      const of = { ...subject, ...about };
      const tell = (said: string): unknown =>
        failureOf(of, { status: 404, body: JSON.stringify({ error: said }) }).missing;
      assert.equal(tell(error), missing);
      for (const other of [`${error}.`, ` ${error}`, error.replace("not found", "missing")])
        if (other !== error) assert.equal(tell(other), undefined, other);
      const elsewhere = { ...of, scope: { groupId: "other" }, clientId: "other", operation: "api_key" };
      assert.equal(failureOf(elsewhere, { status: 404, body: JSON.stringify({ error }) }).missing, undefined);
    });
  }

  it("believes no sentence of the routes' handler where another one answers", () => {
    assert.equal(failure(404, { error: "Entity with id 'it's' not found" }).code, "unexpected");
    assert.equal(failure(404, { error: "Entity with id 'g1' not found" }).code, "unexpected");
  });

  it("believes the absence of a key without a scope, as the handler of all entities says it", () => {
    const unscoped = { operation: "api_key", url: "http://otoroshi", clientId: "k" };
    for (const [error, error_description] of [
      ["not_found", "entity not found"],
      ["not_found", "Entity not found"],
      ["delete_error", "Entity not found"],
    ]) {
      const body = JSON.stringify({ error, error_description });
      assert.equal(failureOf(unscoped, { status: 404, body }).missing, "api-key");
      assert.equal(failure(404, { error, error_description }).missing, undefined);
    }
  });

  it("says whether it may help to repeat, which setting to look at, and whether the request may have been done", () => {
    const traits = (status: number, body: unknown): unknown => {
      const { transient, setting, uncertain } = failure(status, body);
      return [transient, setting, uncertain];
    };
    assert.deepEqual(traits(429, ""), [true, undefined, false]);
    for (const status of [502, 503, 504]) assert.deepEqual(traits(status, "<html>"), [true, undefined, true]);
    assert.deepEqual(traits(502, { "Otoroshi-Error": "Bad API key" }), [false, "clientId", false]);
    assert.deepEqual(traits(401, { "Otoroshi-Error": "bad apikey" }), [false, "clientId", false]);
    assert.deepEqual(traits(404, { "Otoroshi-Error": "no route found !" }), [
      false,
      "routingHostname",
      false,
    ]);
    assert.deepEqual(traits(403, { error: "You're not authorized here !" }), [false, "tenant", false]);
    assert.deepEqual(traits(404, "<html>"), [false, "url", false]);
    assert.deepEqual(traits(302, ""), [false, "url", false]);
    assert.deepEqual(traits(500, { error: "boom" }), [false, undefined, true]);
  });

  it("names the tenant that was asked for when it is refused", () => {
    const body = JSON.stringify({ error: "You're not authorized here !" });
    assert.match(failureOf(subject, { status: 403, body }).message, /in tenant 'default' .*Set tenant to/);
    assert.match(
      failureOf({ ...subject, tenant: "acme" }, { status: 403, body }).message,
      /in tenant 'acme'/,
    );
  });

  it("says what happened, to which key, on which server, and what to do; nothing of the body", () => {
    const { message } = failure(400, { error: "Bad ApiKey format", apiKey: { clientSecret: "s3cret" } });
    assert.match(message, /^api key 'it's' of group 'g1' on http:\/\/otoroshi:8080: .*HTTP 400\)\. Check/);
    assert.doesNotMatch(message, /s3cret|Bad ApiKey/);
  });

  const told = (answer: object, sent?: unknown, status = 400): string =>
    failureOf(subject, { status, body: JSON.stringify({ error: "bad_entity", ...answer }) }, sent).message;

  it("says what a validator says, shortened and on one line", () => {
    const error_description = "names must begin\n with team-";
    assert.match(told({ error_description }), /content of the request: names must begin with team- \(/);
    assert.match(
      told({ error_description }, undefined, 403),
      /in tenant 'default': names must begin with team-/,
    );
    assert.match(
      told({ error_description: { obj: [{ msg: ["None.get"], args: ["x"] }] } }),
      /request: obj: None\.get \(/,
    );
    assert.match(told({ errors: ["too few tags", "too few tags"] }), /request: too few tags \(/);
    assert.match(told({ error: "too many keys of this team" }), /request: too many keys of this team \(/);
    assert.ok(told({ error_description: "no ".repeat(200) }).length < 500);
  });

  it("says nothing of it when it holds a value that was sent, or what could be a secret", () => {
    const secret = "s3cret";
    const patch = [{ op: "replace", path: "/clientSecret", value: secret }];
    for (const sent of [
      patch,
      { clientSecret: secret },
      { metadata: { a: secret } },
      { tags: ["x", secret] },
    ])
      assert.doesNotMatch(told({ error_description: `${secret} is too short` }, sent), /s3cret|too short/);
    assert.doesNotMatch(told({ error_description: "12345 is too much" }, { dailyQuota: 12345 }), /too much/);
    assert.doesNotMatch(told({ error_description: `have ${"aB3".repeat(21)}` }), /have/);
    assert.match(told({ error_description: "replace is refused" }, patch), /: replace is refused \(/);
  });
});
