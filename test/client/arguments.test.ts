import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ApiKeysApi, type Connection } from "../../provider/client";
import { Servers } from "./servers";

const secret = "very-secret-value";

describe("the client's arguments", () => {
  const servers = new Servers();
  let asked = 0;
  let connection: Connection;

  before(async () => {
    const url = await servers.http((_request, response) => {
      asked += 1;
      response.end("{}");
    });
    connection = { url, clientId: "admin", clientSecret: secret };
  });
  after(() => servers.close());

  const connections: [string, unknown, string?][] = [
    ["undefined", undefined],
    ["null", null],
    ["a text", "http://otoroshi"],
    ["no url", { url: undefined }, "url"],
    ["a url that is a number", { url: 8080 }, "url"],
    ["a url that is an object", { url: new URL("http://otoroshi") }, "url"],
    ["a url with a path", { url: "http://otoroshi/api" }, "url"],
    ["a url with credentials", { url: `http://admin:${secret}@otoroshi` }, "url"],
    ["an empty clientId", { clientId: "" }, "clientId"],
    ["a clientSecret that is a number", { clientSecret: 5 }, "clientSecret"],
    ["a clientSecret with a line break", { clientSecret: `${secret}\n` }, "clientSecret"],
    ["a clientId that no header takes", { clientId: "ключ" }, "clientId"],
    ["an empty tenant", { tenant: "" }, "tenant"],
    ["a routingHostname with a line break", { routingHostname: "a\r\nb" }, "routingHostname"],
    ["a timeout that is NaN", { requestTimeout: NaN }, "requestTimeout"],
    ["a timeout that is a text", { requestTimeout: "30" }, "requestTimeout"],
    ["a timeout of 0", { requestTimeout: 0 }, "requestTimeout"],
    ["an infinite timeout", { requestTimeout: Infinity }, "requestTimeout"],
    ["another way to authenticate", { authentication: "bearer" }, "authentication"],
  ];
  for (const [what, given, setting] of connections) {
    it(`refuses a connection with ${what}, naming the setting and no value`, () => {
      const whole = typeof given === "object" && given !== null ? { ...connection, ...given } : given;
      assert.throws(
        () => new ApiKeysApi(whole as Connection),
        (error: Error) => {
          const { name, code, setting: named } = error as Error & { code?: string; setting?: string };
          assert.deepEqual([name, code, named], ["OtoroshiError", "invalid", setting]);
          assert.doesNotMatch(`${error.message}${String(error.stack)}`, new RegExp(secret));
          return true;
        },
      );
    });
  }

  it("takes any text as a credential for HTTP basic", () => {
    assert.ok(new ApiKeysApi({ ...connection, clientId: "ключ", authentication: "basic" }));
  });

  it("refuses calls of the wrong kind, before anything is sent", async () => {
    const api = new ApiKeysApi(connection);
    const own = { groupId: "g1" };
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    const wrong = (value: unknown): never => value as never;
    const calls = [
      () => api.get(own, wrong(5)),
      () => api.get(own, wrong(undefined)),
      () => api.get(own, wrong(null)),
      () => api.get(wrong(null), "k"),
      () => api.get(wrong("g1"), "k"),
      () => api.get(own, "\ud800"),
      () => api.get(own, ""),
      () => api.get({ groupId: ".." }, "x"),
      () => api.list(wrong(undefined)),
      () => api.list(wrong({})),
      () => api.list(wrong({ groupId: "a", apiId: "b" })),
      () => api.list(wrong({ groupId: 5 })),
      () => api.scopeExists(wrong(undefined)),
      () => api.create(wrong(undefined), { clientName: "x" }),
      () => api.create(own, wrong([])),
      () => api.create(own, { clientId: 5 }),
      () => api.create(own, circular),
      () => api.update(own, "x", wrong(null)),
      () => api.patch(own, "x", wrong({ description: "merge" })),
      () => api.patch(own, "x", wrong(undefined)),
      () => api.patch(own, "x", wrong([{ op: "replace" }])),
      () => api.quotas(own, wrong({})),
      () => api.group(wrong(undefined), "k"),
      () => api.group(wrong({ groupId: "g1" }), "k"),
    ];
    for (const call of calls)
      await assert.rejects(call(), { name: "OtoroshiError", code: "invalid", message: /Nothing was sent/ });
    assert.equal(asked, 0);
  });

  it("shows no secret, however it is printed", () => {
    const api = new ApiKeysApi(connection);
    const shown = [inspect(api), inspect(api, { showHidden: true, depth: null }), JSON.stringify(api)];
    for (const text of shown) assert.doesNotMatch(text, new RegExp(secret));
  });
});
