import assert from "node:assert/strict";
import { type ApiKey } from "../otoroshi";
import { server } from "./server";

const KEYS = "/api/groups/g1/apikeys";
const NOON = Date.UTC(2026, 10, 30, 12);

describe("the state of the embedded Otoroshi", () => {
  let now = NOON;

  beforeEach(() => {
    now = NOON;
  });

  const embedded = server(() => ({ now: () => now, groups: ["more"], services: { s9: ["more"] } }));
  const { call } = embedded;

  const key = async (): Promise<ApiKey> => (await call("GET", `${KEYS}/k`)).body as ApiKey;
  const quotas = async (): Promise<Record<string, number>> =>
    (await call("GET", `${KEYS}/k/quotas`)).body as Record<string, number>;

  it("has the groups and services that it was started with", async () => {
    assert.deepEqual(
      [...embedded.otoroshi.groups].map(({ id }) => id),
      ["g1", "g2", "g3", "more"],
    );
    const { body } = await call("GET", "/api/services/s9");
    assert.deepEqual((body as { groups: string[] }).groups, ["more"]);
  });

  it("switches a key off as its time passes, and keeps it off once it is written", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["group_g1"], validUntil: NOON + 1000 });
    now = NOON + 1000;
    assert.equal((await key()).enabled, true);
    now = NOON + 1001;
    assert.equal((await key()).enabled, false);
    await call("PATCH", `${KEYS}/k`, [{ op: "replace", path: "/validUntil", value: NOON + 9000 }]);
    assert.equal((await key()).enabled, false);
  });

  it("counts calls by window, day and month, each until its own end", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["group_g1"], throttlingQuota: 3, dailyQuota: 9 });
    embedded.otoroshi.recordCalls("k", 4);
    const current = async (): Promise<unknown[]> => {
      const all = await quotas();
      return [all["throttlingCallsPerWindow"], all["currentCallsPerDay"], all["currentCallsPerMonth"]];
    };
    assert.deepEqual(await current(), [4, 4, 4]);
    assert.deepEqual(
      [(await quotas())["remainingCallsPerWindow"], (await quotas())["remainingCallsPerDay"]],
      [0, 5],
    );
    now += 10_000;
    assert.deepEqual(await current(), [0, 4, 4]);
    now = Date.UTC(2026, 10, 30, 23, 59, 59);
    assert.deepEqual(await current(), [0, 4, 4]);
    now = Date.UTC(2026, 11, 1);
    assert.deepEqual(await current(), [0, 0, 0]);
  });

  it("says after a reset that nothing remains of the window, and the truth later", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["group_g1"] });
    embedded.otoroshi.recordCalls("k", 4);
    const reset = (await call("DELETE", `${KEYS}/k/quotas`)).body as Record<string, number>;
    assert.deepEqual([reset["remainingCallsPerWindow"], reset["currentCallsPerDay"]], [0, 0]);
    assert.equal((await quotas())["remainingCallsPerWindow"], 9_999_996);
  });

  it("keeps the counters of a key that is deleted and created again", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["group_g1"] });
    embedded.otoroshi.recordCalls("k", 4);
    await call("DELETE", `${KEYS}/k`);
    await call("POST", KEYS, { clientId: "k", clientName: "k" });
    assert.equal((await quotas())["currentCallsPerMonth"], 4);
  });

  it("counts for a service only the keys that name it", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["group_g1"] });
    assert.equal((await call("GET", "/api/services/s1/apikeys/k/quotas")).status, 404);
    assert.equal((await call("DELETE", "/api/services/s1/apikeys/k/quotas")).status, 200);
    assert.equal((await call("GET", "/api/apikeys/k/quotas")).status, 200);
  });

  it("rotates a secret in two steps, like calls through the gateway do", async () => {
    embedded.otoroshi.keys.set("k", {
      authorizedEntities: ["group_g1"],
      clientSecret: "s",
      rotation: { enabled: true },
    });
    embedded.otoroshi.rotate("k");
    const { clientSecret, rotation } = await key();
    assert.equal(clientSecret, "s");
    assert.match(rotation.nextSecret ?? "", /^.{64}$/);
    embedded.otoroshi.rotate("k");
    const after = await key();
    assert.equal(after.clientSecret, rotation.nextSecret);
    assert.equal(after.rotation.nextSecret, null);
  });

  it("rotates no key whose rotation is off", () => {
    embedded.otoroshi.keys.set("k", {});
    assert.throws(() => embedded.otoroshi.rotate("k"), TypeError);
  });

  it("lets a program change keys behind the clients' back, with what is missing filled in", async () => {
    embedded.otoroshi.keys.set("k", { authorizedEntities: ["group_g1"] });
    assert.equal((await key()).clientName, "k");
    assert.equal(embedded.otoroshi.keys.size, 1);
    embedded.otoroshi.keys.delete("k");
    assert.equal((await call("GET", `${KEYS}/k`)).status, 404);
    assert.throws(() => embedded.otoroshi.keys.set("k", { clientName: 5 }), TypeError);
  });

  it("writes down every request with its body, its answer and the time", async () => {
    await call("GET", "/api/groups?page=1");
    embedded.otoroshi.clearRequests();
    await call("PATCH", `${KEYS}/k`, []);
    assert.deepEqual(embedded.otoroshi.requests, [
      { method: "PATCH", path: `${KEYS}/k`, status: 404, body: [], time: NOON },
    ]);
  });

  it("tells in the environment's words how it is reached", () => {
    const { environment, url, clientId, clientSecret } = embedded.otoroshi;
    assert.deepEqual(environment, {
      OTOROSHI_URL: url,
      OTOROSHI_CLIENT_ID: clientId,
      OTOROSHI_CLIENT_SECRET: clientSecret,
    });
    assert.deepEqual([clientId, clientSecret], ["admin-api-apikey-id", "admin-api-apikey-secret"]);
  });
});
