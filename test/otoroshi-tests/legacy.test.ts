import assert from "node:assert/strict";
import { type ApiKey } from "../otoroshi";
import { server } from "./server";

const KEYS = "/api/services/s1/apikeys";

describe("an old server", () => {
  const embedded = server(() => ({ legacy: true }));
  const { call } = embedded;

  it("creates with 200 a key that belongs to the group of the service", async () => {
    const { status, body } = await call("POST", KEYS, {
      clientId: "k",
      clientName: "n",
      description: "lost",
    });
    assert.equal(status, 200);
    const { clientSecret, ...rest } = body as ApiKey;
    assert.match(clientSecret, /^.{64}$/);
    assert.deepEqual(Object.keys(rest), [
      "clientId",
      "clientName",
      "authorizedGroup",
      "enabled",
      "readOnly",
      "allowClientIdOnly",
      "throttlingQuota",
      "dailyQuota",
      "monthlyQuota",
      "constrainedServicesOnly",
      "restrictions",
      "rotation",
      "validUntil",
      "tags",
      "metadata",
    ]);
    assert.equal(rest.authorizedGroup, "g1");
  });

  it("has no routes of all keys but their list, and none of the routes", async () => {
    embedded.otoroshi.keys.set("k", { authorizedGroup: "g1" });
    const source = { clientId: "l", clientSecret: "s", clientName: "n" };
    assert.equal(((await call("GET", "/api/apikeys")).body as unknown[]).length, 1);
    for (const [method, path, body] of [
      ["GET", "/api/apikeys/k", undefined],
      ["POST", "/api/apikeys", source],
      ["GET", "/api/routes/r1/apikeys", undefined],
    ] as const) {
      const answer = await call(method, path, body);
      assert.equal(answer.status, 404);
      assert.match(answer.text, /Client Error/);
    }
  });

  it("tells the group of a key through its service", async () => {
    embedded.otoroshi.keys.set("k", { authorizedGroup: "g1" });
    embedded.otoroshi.keys.set("l", { authorizedGroup: "g2" });
    assert.equal(((await call("GET", `${KEYS}/k/group`)).body as { id: string }).id, "g1");
    assert.deepEqual((await call("GET", `${KEYS}/l/group`)).body, {
      error: "ApiKey with clienId 'l' not found for service with id: 's1'",
    });
    assert.equal(((await call("GET", "/api/services/s1")).body as { groupId: string }).groupId, "g1");
  });

  it("counts calls by the second", async () => {
    embedded.otoroshi.keys.set("k", { authorizedGroup: "g1", dailyQuota: 5 });
    embedded.otoroshi.recordCalls("k", 2);
    assert.deepEqual((await call("GET", `${KEYS}/k/quotas`)).body, {
      authorizedCallsPerSec: 10_000_000,
      currentCallsPerSec: 2,
      remainingCallsPerSec: 9_999_998,
      authorizedCallsPerDay: 5,
      currentCallsPerDay: 2,
      remainingCallsPerDay: 3,
      authorizedCallsPerMonth: 10_000_000,
      currentCallsPerMonth: 2,
      remainingCallsPerMonth: 9_999_998,
    });
  });

  it("writes over a key of the same id, and takes any misfit of a patch for its own failure", async () => {
    await call("POST", KEYS, { clientId: "k", clientName: "first" });
    assert.equal((await call("POST", KEYS, { clientId: "k", clientName: "second" })).status, 200);
    assert.equal(embedded.otoroshi.keys.get("k")?.clientName, "second");
    assert.equal((await call("PATCH", `${KEYS}/k`, [{ op: "remove", path: "/none" }])).status, 401);
  });
});
