import assert from "node:assert/strict";
import { servers } from "./server";

const KEYS = "/api/groups/g1/apikeys";

describe("the faults of the embedded Otoroshi", () => {
  const started = servers();

  it("answers a failing write with a 502 of the gateway and does not apply it", async () => {
    const { otoroshi, call } = await started({ failureRate: 1 });
    otoroshi.keys.set("k", { authorizedEntities: ["group_g1"] });
    const post = await call("POST", KEYS, { clientId: "new", clientName: "new" });
    const patch = await call("PATCH", `${KEYS}/k`, [{ op: "replace", path: "/description", value: "x" }]);
    assert.deepEqual(post.body, { "Otoroshi-Error": "Something went wrong, you should try later..." });
    assert.deepEqual([post.status, patch.status], [502, 502]);
    assert.equal(post.headers.get("content-type"), null);
    assert.equal(otoroshi.keys.get("new"), undefined);
    assert.equal(otoroshi.keys.get("k")?.description, "");
  });

  it("lets reading, putting and deleting pass at any failure rate", async () => {
    const { otoroshi, call } = await started({ failureRate: 1 });
    otoroshi.keys.set("k", { authorizedEntities: ["group_g1"] });
    const put = { clientId: "k", clientName: "k", clientSecret: "s", authorizedEntities: ["group_g1"] };
    assert.equal((await call("GET", `${KEYS}/k`)).status, 200);
    assert.equal((await call("PUT", `${KEYS}/k`, put)).status, 200);
    assert.equal((await call("DELETE", `${KEYS}/k`)).status, 200);
  });

  it("repeats the row of failures for the same seed", async () => {
    const row = async (seed: number): Promise<number[]> => {
      const { otoroshi, call } = await started({ failureRate: 0.5, seed });
      const statuses: number[] = [];
      for (let sent = 0; sent < 20; sent += 1)
        statuses.push((await call("PATCH", `${KEYS}/none`, [])).status);
      await otoroshi.close();
      return statuses;
    };
    const first = await row(7);
    assert.deepEqual(new Set(first), new Set([502, 404]));
    assert.deepEqual(await row(7), first);
    assert.notDeepEqual(await row(8), first);
  });

  it("carries out a write whose answer it loses", async () => {
    const { otoroshi, call } = await started();
    otoroshi.loseAnswers("POST");
    await assert.rejects(call("POST", KEYS, { clientId: "k", clientName: "k" }));
    assert.equal(otoroshi.keys.get("k")?.clientName, "k");
    assert.equal(otoroshi.requests[0]?.status, undefined);
    assert.equal((await call("POST", KEYS, { clientId: "l", clientName: "l" })).status, 201);
  });

  it("loses as many answers as it was told, to this method only", async () => {
    const { otoroshi, call } = await started();
    otoroshi.loseAnswers("DELETE", 2);
    assert.equal((await call("GET", KEYS)).status, 200);
    await assert.rejects(call("DELETE", `${KEYS}/a`));
    await assert.rejects(call("DELETE", `${KEYS}/b`));
    assert.equal((await call("DELETE", `${KEYS}/c`)).status, 404);
  });

  it("takes its time with every answer", async () => {
    const { call } = await started({ latency: 40 });
    const start = performance.now();
    await call("GET", KEYS);
    assert.ok(performance.now() - start >= 39);
  });

  it("holds back one answer until it is released", async () => {
    const { otoroshi, call } = await started();
    const held = otoroshi.hold(({ method }) => method === "POST");
    const order: string[] = [];
    const first = call("POST", KEYS, { clientId: "k", clientName: "first" }).then(() => order.push("first"));
    assert.equal((await held.arrived).path, KEYS);
    assert.equal(otoroshi.keys.get("k")?.clientName, "first");
    const second = await call("POST", KEYS, { clientId: "l", clientName: "second" });
    order.push("second");
    held.release();
    await first;
    assert.equal(second.status, 201);
    assert.deepEqual(order, ["second", "first"]);
  });

  it("closes while it still holds back an answer", async () => {
    const { otoroshi, call } = await started();
    const held = otoroshi.hold(() => true);
    const answer = call("GET", KEYS).catch(() => "lost");
    await held.arrived;
    await otoroshi.close();
    assert.ok(await answer);
  });
});
