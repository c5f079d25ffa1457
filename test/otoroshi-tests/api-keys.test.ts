import assert from "node:assert/strict";
import { created, key, server } from "./server";

const KEYS = "/api/groups/g1/apikeys";

describe("the api keys of the embedded Otoroshi", () => {
  const embedded = server();
  const { call } = embedded;

  it("unites the three fields of authorization in the order in which the server reads them", async () => {
    const source = {
      clientId: "k",
      clientSecret: "s",
      clientName: "n",
      authorizations: [{ kind: "route", id: "r" }, "api_a", 5, { kind: "?", id: "odd" }],
      authorizedEntities: ["service_s1", "route_r", "bare", "route-composition_c"],
      authorizedGroup: "last",
    };
    const put = key(await call("POST", "/api/apikeys", source));
    const expected = ["route_r", "api_a", "group_odd", "service_s1", "group_bare", "route-composition_c"];
    assert.deepEqual(put.authorizedEntities, [...expected, "group_last"]);
    assert.equal(put.authorizedGroup, "odd");
    assert.deepEqual(put.authorizations?.at(-2), { kind: "route-composition", id: "c" });
  });

  it("cannot read a key with an authorization that has no id", async () => {
    const { status, body } = await call("POST", KEYS, {
      clientName: "n",
      authorizations: [{ kind: "group" }],
    });
    assert.deepEqual([status, body], [400, { error: "Bad ApiKey format" }]);
  });

  it("puts the scope in front of other entities and drops a lone group", async () => {
    assert.deepEqual((await created(embedded, { authorizedEntities: ["service_s1"] })).authorizedEntities, [
      "group_g1",
      "service_s1",
    ]);
    assert.deepEqual((await created(embedded, { clientId: "l", authorizedGroup: "g2" })).authorizedEntities, [
      "group_g1",
    ]);
    const both = await created(embedded, {
      clientId: "m",
      authorizedGroup: "g2",
      authorizedEntities: ["service_s1"],
    });
    assert.deepEqual(both.authorizedEntities, ["group_g1", "group_g2", "service_s1"]);
  });

  it("lets every field of a wrong type take its default without a word", async () => {
    const usual = await created(embedded, {});
    const odd = await created(embedded, {
      clientId: "l",
      _loc: "here",
      description: ["x"],
      enabled: 0,
      readOnly: "true",
      allowClientIdOnly: 1,
      throttlingStrategy: "fast",
      throttlingQuota: null,
      dailyQuota: 2 ** 64,
      monthlyQuota: 1.5,
      constrainedServicesOnly: {},
      restrictions: [],
      rotation: true,
      validUntil: "2100-01-01",
      tags: "a",
      metadata: { a: null },
      unknown: 1,
    });
    assert.deepEqual({ ...odd, clientId: "k" }, usual);
  });

  it("takes a whole number that is written with a fraction", async () => {
    const text = '{"clientId":"k","clientSecret":"s","clientName":"n","dailyQuota":5.0}';
    assert.equal(key(await call("POST", KEYS, text)).dailyQuota, 5);
  });

  it("folds tenant and teams and drops an empty name of the metadata", async () => {
    const made = await created(embedded, {
      _loc: { tenant: " ACME ", teams: ["A", "a "] },
      metadata: { "": "x", a: "b" },
    });
    assert.deepEqual(made._loc, { tenant: "acme", teams: ["a"] });
    assert.deepEqual(made.metadata, { a: "b" });
  });

  it("completes a restriction, and drops one that lacks method or path", async () => {
    const forbidden = [{ method: "GET", path: "/", extra: 1 }, { method: "GET" }, "GET /"];
    const { restrictions } = await created(embedded, { restrictions: { allowLast: false, forbidden } });
    assert.deepEqual(restrictions, {
      enabled: false,
      allowLast: false,
      allowed: [],
      forbidden: [{ method: "GET", path: "/", authorized_entity: null }],
      notFound: [],
    });
  });

  it("reads the strategies that it knows and makes null of the others", async () => {
    const unlimited = { window: 10_000_000, daily: 10_000_000, monthly: 10_000_000 };
    const read = async (throttlingStrategy: unknown): Promise<unknown> => {
      embedded.otoroshi.keys.clear();
      return (await created(embedded, { throttlingStrategy })).throttlingStrategy;
    };
    const id = "FixedWindowStrategyConfig";
    assert.deepEqual(await read({ id, quota: { daily: 3, window: "1" }, bucketKey: "b", x: 1 }), {
      id,
      quota: { ...unlimited, daily: 3 },
      windowDurationMs: 10_000,
      bucketKey: "b",
    });
    assert.equal(await read({ id }), null);
    assert.equal(await read({ id: "Fast", quota: {} }), null);
    assert.deepEqual(await read({ id: "LegacyThrottlingStrategyConfig", quota: null }), {
      id: "LegacyThrottlingStrategyConfig",
      quota: unlimited,
    });
    const bucket = (await read({ id: "LocalTokensBucketStrategyConfig", capacity: 1 })) as Record<
      string,
      unknown
    >;
    assert.match(String(bucket["bucketKey"]), /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...bucket, bucketKey: "" },
      {
        id: "LocalTokensBucketStrategyConfig",
        bucketKey: "",
        capacity: 1,
        refillRequestIntervalMs: 50,
        refillRequestedTokens: 50,
        quota: unlimited,
      },
    );
  });

  it("replaces the whole key by a PUT, and refuses one for another key", async () => {
    await created(embedded, { description: "old", tags: ["t"] });
    const source = { clientId: "k", clientSecret: "s", clientName: "n", authorizedGroup: "g2" };
    assert.equal((await call("PUT", `${KEYS}/k`, { ...source, clientId: "l" })).status, 400);
    assert.equal((await call("PUT", `${KEYS}/k`, [])).status, 400);
    const put = key(await call("PUT", `${KEYS}/k`, source));
    assert.deepEqual([put.description, put.tags, put.authorizedEntities], ["", [], ["group_g2"]]);
  });
});
