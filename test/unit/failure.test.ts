import assert from "node:assert/strict";
import { failureOf } from "../../provider/client/failure";
import type { OtoroshiError } from "../../provider/client/otoroshi-error";

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

  it("says what happened, to which key, on which server, and what to do; nothing of the body", () => {
    const { message } = failure(400, { error: "Bad ApiKey format", apiKey: { clientSecret: "s3cret" } });
    assert.match(message, /^api key 'it's' of group 'g1' on http:\/\/otoroshi:8080: .*HTTP 400\)\. Check/);
    assert.doesNotMatch(message, /s3cret|Bad ApiKey/);
  });
});
