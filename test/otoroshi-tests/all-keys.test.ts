import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { Reply } from "./admin-client";
import { server } from "./server";

const AT = "/api/apikeys";
const GROUP = "/api/groups/g1/apikeys";
const NOT_FOUND = { error: "not_found", error_description: "Entity not found" };

describe("the routes of all keys of the embedded Otoroshi", () => {
  const embedded = server(() => ({ apis: ["a1"], services: { s9: ["g3"] } }));
  const { call } = embedded;

  const strategy = { id: "FixedWindowStrategyConfig", quota: { window: 9, daily: 5, monthly: 7 } };

  const counts = async (path: string): Promise<unknown[]> => {
    const { body } = await call("GET", path);
    const all = body as Record<string, unknown>;
    return [all["authorizedCallsPerDay"], all["currentCallsPerDay"], all["remainingCallsPerDay"]];
  };

  it("read and reset the counters of a strategy, which those of a scope do not", async () => {
    embedded.otoroshi.keys.set("k", { authorizedGroup: "g1", throttlingStrategy: strategy });
    embedded.otoroshi.recordCalls("k", 2);
    assert.deepEqual(await counts(`${AT}/k/quotas`), [5, 2, 3]);
    assert.deepEqual(await counts(`${GROUP}/k/quotas`), [10_000_000, 0, 10_000_000]);
    await call("DELETE", `${GROUP}/k/quotas`);
    assert.deepEqual(await counts(`${AT}/k/quotas`), [5, 2, 3]);
    const { body } = await call("DELETE", `${AT}/k/quotas`);
    assert.equal((body as Record<string, unknown>)["remainingCallsPerWindow"], 9);
    assert.deepEqual(await counts(`${AT}/k/quotas`), [5, 0, 5]);
  });

  it("share the counters of a key without a strategy with those of a scope", async () => {
    embedded.otoroshi.keys.set("k", { authorizedGroup: "g1", dailyQuota: 5 });
    embedded.otoroshi.recordCalls("k", 2);
    assert.deepEqual(await counts(`${AT}/k/quotas`), [5, 2, 3]);
    assert.deepEqual(await counts(`${GROUP}/k/quotas`), [5, 2, 3]);
    await call("DELETE", `${AT}/k/quotas`);
    assert.deepEqual(await counts(`${GROUP}/k/quotas`), [5, 0, 5]);
  });

  it("tell the bearer token of a key", async () => {
    embedded.otoroshi.keys.set("k", { clientSecret: "s" });
    const signature = createHmac("sha256", "s").update("otoapk_k").digest("hex");
    assert.deepEqual((await call("GET", `${AT}/k/bearer`)).body, { bearer: `otoapk_k_${signature}` });
    assert.deepEqual((await call("GET", `${AT}/none/bearer`)).body, {
      error: "ApiKey with clientId 'none' not found",
    });
  });

  it("refuse to create a key that is there", async () => {
    embedded.otoroshi.keys.set("k", {});
    const { status, body } = await call("POST", AT, { clientId: "k", clientSecret: "s", clientName: "n" });
    assert.deepEqual(
      [status, body],
      [400, { error: "not_found", error_description: "Entity already exists" }],
    );
  });

  it("miss a key before they look at a body", async () => {
    for (const [method, body] of [
      ["PUT", { clientId: "none" }],
      ["PATCH", {}],
    ] as const) {
      const answer = await call(method, `${AT}/none`, body);
      assert.deepEqual([answer.status, answer.body], [404, NOT_FOUND]);
    }
  });

  it("take a patch that does not fit for a document that is no object", async () => {
    embedded.otoroshi.keys.set("k", {});
    const { status, body } = await call("PATCH", `${AT}/k`, [{ op: "replace", path: "/nope/x", value: 1 }]);
    assert.equal(status, 401);
    assert.match(
      (body as { error: string }).error,
      /^Server error : play.api.libs.json.JsResultException: .*jsobject/,
    );
  });

  it("fill in an id that is missing or no text, and refuse another one", async () => {
    embedded.otoroshi.keys.set("k", {});
    const patch = (value: unknown): Promise<Reply> =>
      call("PATCH", `${AT}/k`, [{ op: "add", path: "/clientId", value }]);
    assert.equal((await patch(1)).status, 200);
    assert.equal((await patch("other")).status, 400);
    assert.equal((await call("PATCH", `${AT}/k`, [{ op: "remove", path: "/clientId" }])).status, 200);
  });

  it("reach a key of an API as those of a route do, but for its list", async () => {
    const at = "/apis/apis.otoroshi.io/v1/apis/a1/apikeys";
    const made = await call("POST", at, { clientId: "k", clientName: "n" });
    assert.deepEqual((made.body as { authorizedEntities: string[] }).authorizedEntities, ["api_a1"]);
    assert.equal((await call("PATCH", `${at}/k`, [])).status, 200);
    assert.equal((await call("GET", `${at}/k/quotas`)).status, 404);
    assert.equal((await call("DELETE", `${at}/k/quotas`)).status, 200);
    assert.deepEqual((await call("GET", at)).body, {
      error: "ApiKeys for service with id: 'a1' does not exist",
    });
    assert.equal((await call("GET", "/apis/apis.otoroshi.io/v1/apis/none/apikeys/k")).status, 404);
  });

  it("list through a route the keys of a service of its id", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["service_s9"] });
    const { status, body } = await call("GET", "/api/routes/s9/apikeys");
    assert.equal(status, 200);
    assert.equal((body as unknown[]).length, 1);
    assert.equal((await call("GET", "/api/routes/none/apikeys")).status, 404);
  });

  it("keep APIs that are made from a template", async () => {
    const at = "/apis/apis.otoroshi.io/v1/apis";
    const template = (await call("GET", `${at}/_template`)).body as Record<string, unknown>;
    assert.equal((await call("POST", at, { ...template, id: "api_a2" })).status, 201);
    assert.equal((await call("POST", `${at}/api_a2/apikeys`, { clientName: "n" })).status, 201);
    assert.notEqual(embedded.otoroshi.apis.get("api_a2"), undefined);
  });

  it("restrict for one entity, which costs an item its place where it has no id", () => {
    const item = (authorized_entity: unknown) => ({ method: "GET", path: "/", authorized_entity });
    const given = [
      { kind: "route", id: "r" },
      null,
      "route_r",
      { kind: "nope", id: "x" },
      { kind: "api" },
      5,
    ];
    const { restrictions } = embedded.otoroshi.keys.set("k", {
      restrictions: { allowed: given.map(item) as never },
    });
    assert.deepEqual(
      restrictions.allowed.map(({ authorized_entity }) => authorized_entity),
      [{ kind: "route", id: "r" }, null, null, { kind: "group", id: "x" }, null],
    );
  });
});
