import assert from "node:assert/strict";
import { ApiKeysApi, type Scope } from "../../provider/client";
import { ADMIN, startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";

describe("the client on what only recent servers have", () => {
  let otoroshi: EmbeddedOtoroshi;
  let api: ApiKeysApi;

  before(async () => {
    const groups = [{ id: "gacme", tenant: "acme", teams: ["t1"] }];
    otoroshi = await startOtoroshi({ routes: { r1: ["g1"] }, apis: ["a1"], groups, adminKeyListed: true });
    api = new ApiKeysApi({ ...ADMIN, url: otoroshi.url });
  });
  after(() => otoroshi.close());

  const scopes: [string, Scope, Scope][] = [
    ["a route", { routeId: "r1" }, { routeId: "none" }],
    ["an API", { apiId: "a1" }, { apiId: "none" }],
  ];
  for (const [what, scope, nowhere] of scopes) {
    it(`creates, finds, lists, changes and deletes a key of ${what}`, async () => {
      const { clientId } = await api.create(scope, { clientName: "x" });
      assert.equal((await api.get(scope, clientId)).clientId, clientId);
      assert.deepEqual(
        (await api.list(scope)).map((one) => one.clientId),
        [clientId],
      );
      await api.patch(scope, clientId, [{ op: "replace", path: "/description", value: "d" }]);
      assert.equal((await api.get(undefined, clientId)).description, "d");
      await api.delete(scope, clientId);
      await assert.rejects(api.get(scope, clientId), { code: "not-found", missing: "api-key" });
      assert.deepEqual(await api.list(scope), []);
    });

    it(`tells whether ${what} exists, and that a key of another scope is not there`, async () => {
      assert.deepEqual([await api.scopeExists(scope), await api.scopeExists(nowhere)], [true, false]);
      await assert.rejects(api.list(nowhere), { code: "not-found", missing: "scope" });
      const { clientId } = await api.create({ groupId: "g2" }, { clientName: "x" });
      await assert.rejects(api.get(scope, clientId), { missing: "api-key-in-scope" });
    });
  }

  it("counts the calls of a key with a strategy right when asked by clientId alone", async () => {
    const throttlingStrategy = {
      id: "FixedWindowStrategyConfig",
      quota: { window: 1000, daily: 3, monthly: 100 },
    };
    const { clientId } = await api.create({ groupId: "g1" }, { clientName: "x", throttlingStrategy });
    assert.equal((await api.quotas(undefined, clientId)).authorizedCallsPerDay, 3);
    assert.equal((await api.resetQuotas(undefined, clientId)).remainingCallsPerDay, 3);
  });

  it("sees the keys of the tenant that it asks for, and is told which to ask for otherwise", async () => {
    const access = JSON.stringify([{ tenant: "acme:rw", teams: ["*:rw"] }]);
    otoroshi.keys.set("limited", {
      clientSecret: "limited-secret",
      clientName: "limited",
      authorizedEntities: ["group_admin-api-group"],
      metadata: { "otoroshi-access-rights": access },
    });
    const limited = { url: otoroshi.url, clientId: "limited", clientSecret: "limited-secret" };
    const acme = new ApiKeysApi({ ...limited, tenant: "acme" });
    const gacme = { groupId: "gacme" };
    assert.deepEqual(await acme.list(gacme), []);
    const { clientId } = await acme.create(gacme, {
      clientName: "x",
      _loc: { tenant: "acme", teams: ["t1"] },
    });
    assert.deepEqual(
      (await acme.listAll()).map((one) => one.clientId),
      [clientId],
    );
    const lost = new ApiKeysApi(limited);
    const refused = { code: "unauthorized", setting: "tenant", message: /tenant 'default'.*Set tenant/ };
    for (const call of [() => lost.list(gacme), () => lost.listAll(), () => lost.get(gacme, clientId)])
      await assert.rejects(call(), refused);
  });
});
