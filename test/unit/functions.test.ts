import assert from "node:assert/strict";
import { getApiKey, getApiKeyGroup, getApiKeyQuotas, getApiKeys, type KeyArgs } from "../../provider";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";

describe("the functions that read keys", () => {
  let otoroshi: EmbeddedOtoroshi;

  beforeEach(async () => {
    otoroshi = await startOtoroshi();
    otoroshi.keys.set("k", { clientName: "mine", authorizedEntities: ["group_g1", "service_s1"] });
    Object.assign(process.env, otoroshi.environment);
  });
  afterEach(async () => {
    for (const name of Object.keys(otoroshi.environment)) Reflect.deleteProperty(process.env, name);
    await otoroshi.close();
  });

  const several = { groupId: "g1", serviceId: "s1" };
  for (const scope of [{}, several, { groupId: 5 }, { groupid: "g1" }]) {
    for (const ask of [getApiKey, getApiKeyQuotas]) {
      it(`refuse ${JSON.stringify(scope)} as a scope (${ask.name})`, async () => {
        await assert.rejects(ask({ ...scope, clientId: "k" } as unknown as KeyArgs), {
          name: "OtoroshiError",
          code: "invalid",
          message: /the scope must be exactly one of/u,
        });
        assert.deepEqual(otoroshi.requests, []);
      });
    }
  }

  it("refuse several scopes of a list", async () => {
    await assert.rejects(getApiKeys(several as never), { name: "OtoroshiError", code: "invalid" });
    assert.deepEqual(otoroshi.requests, []);
  });

  it("read what a single scope has", async () => {
    const where = { serviceId: "s1", clientId: "k" };
    assert.equal((await getApiKey(where)).clientName, "mine");
    assert.equal((await getApiKeyQuotas(where)).currentCallsPerDay, 0);
    assert.equal((await getApiKeyGroup(where)).id, "g1");
    assert.deepEqual(
      (await getApiKeys({ groupId: "g1" })).map(({ clientId }) => clientId),
      ["k"],
    );
  });

  it("do not take another key, as from a cache on the way, for the one that was asked for", async () => {
    otoroshi.fail({
      method: "GET",
      how: { status: 200, body: { clientId: "other", clientSecret: "their-secret", clientName: "theirs" } },
    });
    await assert.rejects(getApiKey({ groupId: "g1", clientId: "k" }), {
      name: "OtoroshiError",
      code: "unexpected",
      message: /the response is about another key/u,
    });
  });
});
