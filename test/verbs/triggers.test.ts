import assert from "node:assert/strict";
import { endScenes, largeMetadata, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const UNKNOWN_TO_1_4 = { throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} } };

describe("a trigger", () => {
  afterEach(endScenes);

  const resets = (at: Scene): string[] => at.writes().filter((one) => one.endsWith("/quotas"));
  /** 1.4 is asked by the clientId alone first, which it does not know. */
  const resetsOf14 = (at: Scene): string[] => resets(at).filter((one) => one.includes("/groups/"));

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`resets the quotas of Otoroshi ${edition} once for each of its values`, async () => {
      const at = await scene({ edition });
      const { otoroshi, stack } = at;
      const on = (...quotaResetTriggers: unknown[]): { a: Properties } => ({
        a: { groupId: "g1", clientId: "k", quotaResetTriggers },
      });
      assertDone(await stack.up(on(1)), { a: "create" });
      assert.deepEqual(resets(at), []);
      otoroshi.recordCalls("k", 5);
      const seen = await stack.preview(on(2));
      assertDone(seen, { a: "update" });
      assert.match(seen.said, /^a: quotas will be reset \(api key 'k'\)$/mu);
      assertDone(await stack.up(on(2)), { a: "update" });
      const path = edition === "1.4" ? "/api/groups/g1/apikeys/k/quotas" : "/api/apikeys/k/quotas";
      assert.equal(resets(at).at(-1), `DELETE ${path}`);
      assertDone(await stack.up(on(2)), { a: "same" });
      assertDone(await stack.up({ a: { groupId: "g1", clientId: "k" } }), { a: "same" });
      assert.deepEqual(resets(at), []);
    });

    it(`gives the key of Otoroshi ${edition} one new secret for each of its values, in place`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      const on = (...secretRotationTriggers: unknown[]): { a: Properties } => ({
        a: { groupId: "g1", clientId: "k", secretRotationTriggers },
      });
      await stack.up(on(1));
      const first = otoroshi.keys.get("k")?.clientSecret;
      const seen = await stack.preview(on(2));
      assert.match(seen.said, /^a: the secret will be replaced \(api key 'k'\)$/mu);
      assertDone(await stack.up(on(2)), { a: "update" });
      const second = otoroshi.keys.get("k")?.clientSecret;
      assert.notEqual(second, first);
      assert.match(String(second), /^[a-z0-9]{64}$/u);
      assert.equal(stack.outputs("a")["clientSecret"], second);
      assertDone(await stack.up(on(2)), { a: "same" });
      assert.equal(otoroshi.keys.get("k")?.clientSecret, second);
    });
  }

  it("that is declared for the first time in an update that ends otherwise than asked is still owed", async () => {
    const at = await scene({ edition: "1.4" });
    const { stack } = at;
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const failing = { groupId: "g1", clientId: "k", quotaResetTriggers: [1], ...UNKNOWN_TO_1_4 };
    const run = await stack.up({ a: failing });
    assert.match(run.errors["a"] ?? "", /did not store throttlingStrategy as declared/u);
    assert.deepEqual(resets(at), []);
    const mended = { groupId: "g1", clientId: "k", quotaResetTriggers: [1] };
    assertDone(await stack.up({ a: mended }), { a: "update" });
    assert.equal(resetsOf14(at).length, 1);
    assertDone(await stack.up({ a: mended }), { a: "same" });
    assert.deepEqual(resets(at), []);
  });

  it("that rotated in an update that keeps failing is not served again", async () => {
    const { otoroshi, stack } = await scene({ edition: "1.4" });
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const failing = { a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1], ...UNKNOWN_TO_1_4 } };
    const secrets = new Set<string | undefined>();
    for (let round = 0; round < 3; round += 1) {
      const run = await stack.up(failing);
      assert.match(run.errors["a"] ?? "", /did not store throttlingStrategy as declared/u);
      secrets.add(otoroshi.keys.get("k")?.clientSecret);
      assert.equal(stack.outputs("a")["clientSecret"], otoroshi.keys.get("k")?.clientSecret);
    }
    assert.equal(secrets.size, 1);
  });

  it("owes a rotation whose answers were all lost one secret, whichever attempt was carried out", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const program = { a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1] } };
    const lost = otoroshi.fail({ method: "PATCH", times: Infinity, how: { reset: "before" } });
    const run = await stack.up(program);
    assert.ok(run.errors["a"]);
    lost.stop();
    const kept = stack.outputs("a");
    assert.match(String(kept["managed"]), / rotation /u);
    const sent = (kept["declared"] as Properties)["rotation:sent"];
    assert.match(String(sent), /^[a-z0-9]{64}$/u);
    assert.notEqual(sent, kept["clientSecret"]);
    assertDone(await stack.up(program), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, sent);
    assert.equal(stack.outputs("a")["declared"], undefined);
    assertDone(await stack.up(program), { a: "same" });
  });

  for (const how of [{ html: 200 }, { status: 404, body: { error: "not found" } }]) {
    it(`owes a rotation no second secret when its answer was lost, and no Otoroshi answers behind it: ${JSON.stringify(how)}`, async () => {
      const { otoroshi, stack } = await scene();
      await stack.up({ a: { groupId: "g1", clientId: "k" } });
      const program = { a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1] } };
      const held = otoroshi.hold(({ method }) => method === "PATCH");
      otoroshi.fail({ method: "PATCH", how: { reset: "after" } });
      const running = stack.up(program);
      await held.arrived;
      const gone = otoroshi.fail({ method: "GET", times: Infinity, how });
      held.release();
      const { errors } = await running;
      assert.match(errors["a"] ?? "", /the connection was lost/u);
      gone.stop();
      const rotated = otoroshi.keys.get("k")?.clientSecret;
      assertDone(await stack.up(program), { a: "update" });
      assert.equal(otoroshi.keys.get("k")?.clientSecret, rotated);
      assertDone(await stack.preview(program), { a: "same" });
    });
  }

  it("that rotated in the first of several patches, of which the second is refused, is not served again", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    await stack.up({ a: { groupId: "g1", clientId: "k", metadata: largeMetadata("1") } });
    const program = {
      a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1], metadata: largeMetadata("2") },
    };
    const held = otoroshi.hold((request) => request.method === "PATCH");
    const running = stack.up(program);
    await held.arrived;
    const refusing = otoroshi.fail({
      method: "PATCH",
      times: Infinity,
      how: { status: 400, body: { error: "no" } },
    });
    held.release();
    const { errors } = await running;
    assert.match(errors["a"] ?? "", /rejected the content/u);
    refusing.stop();
    const rotated = otoroshi.keys.get("k")?.clientSecret;
    assertDone(await stack.up(program), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, rotated);
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("is served when a refresh finds the secret that was sent", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const program = { a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1] } };
    const lost = otoroshi.fail({ method: "PATCH", times: Infinity, how: { reset: "before" } });
    await stack.up(program);
    lost.stop();
    const sent = String((stack.outputs("a")["declared"] as Properties)["rotation:sent"]);
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), clientSecret: sent } as never);
    assertDone(await stack.refresh(), { a: "update" });
    assert.doesNotMatch(String(stack.outputs("a")["managed"]), / rotation /u);
    await stack.up(program);
    assert.equal(otoroshi.keys.get("k")?.clientSecret, sent);
    assertDone(await stack.up(program), { a: "same" });
  });

  it("stays owed when a refresh finds the secret that the key had before", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const first = otoroshi.keys.get("k")?.clientSecret;
    const program = { a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1] } };
    const lost = otoroshi.fail({ method: "PATCH", times: Infinity, how: { reset: "before" } });
    await stack.up(program);
    lost.stop();
    await stack.refresh();
    assertDone(await stack.up(program), { a: "update" });
    assert.notEqual(otoroshi.keys.get("k")?.clientSecret, first);
    assertDone(await stack.up(program), { a: "same" });
  });

  it("owes a reset that failed, and nothing of the update before it", async () => {
    const at = await scene();
    const { otoroshi, stack } = at;
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const program = { a: { groupId: "g1", clientId: "k", description: "new", quotaResetTriggers: ["x"] } };
    const failing = otoroshi.fail({ method: "DELETE", path: /quotas/u, how: { status: 500 } });
    const run = await stack.up(program);
    assert.ok(run.errors["a"]);
    assert.equal(failing.hits, 1);
    assert.equal(stack.outputs("a")["description"], "new");
    assert.match(String(stack.outputs("a")["managed"]), / reset /u);
    at.requests();
    assertDone(await stack.up(program), { a: "update" });
    assert.deepEqual(at.writes(), ["DELETE /api/apikeys/k/quotas"]);
    assertDone(await stack.up(program), { a: "same" });
  });

  it("is not owed any more when it is declared no longer", async () => {
    const at = await scene();
    const { otoroshi, stack } = at;
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    otoroshi.fail({ method: "DELETE", path: /quotas/u, how: { status: 500 } });
    await stack.up({ a: { groupId: "g1", clientId: "k", quotaResetTriggers: ["x"] } });
    at.requests();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    assert.deepEqual(at.writes(), []);
  });

  it("survives a refresh between two runs", async () => {
    const at = await scene();
    const { otoroshi, stack } = at;
    const program = { a: { groupId: "g1", clientId: "k", quotaResetTriggers: ["x"] } };
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    otoroshi.fail({ method: "DELETE", path: /quotas/u, how: { status: 500 } });
    await stack.up(program);
    assertDone(await stack.refresh(), { a: "same" });
    at.requests();
    assertDone(await stack.up(program), { a: "update" });
    assert.deepEqual(at.writes(), ["DELETE /api/apikeys/k/quotas"]);
  });

  it("does nothing for an empty list, which is as good as none", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    at.requests();
    const empty = { groupId: "g1", clientId: "k", quotaResetTriggers: [], secretRotationTriggers: [] };
    await at.stack.up({ a: empty });
    assert.deepEqual(at.writes(), []);
  });

  it("says that a declared secret wins over a rotation", async () => {
    const { otoroshi, stack } = await scene();
    const program = { a: { groupId: "g1", clientId: "k", clientSecret: "declared-secret" } };
    await stack.up(program);
    const rotated = { a: { ...program.a, secretRotationTriggers: [1] } };
    const seen = await stack.preview(rotated);
    assert.match(
      seen.said,
      /secretRotationTriggers changed, but has no effect because clientSecret is declared/u,
    );
    assertDone(await stack.up(rotated), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "declared-secret");
    assertDone(await stack.up(rotated), { a: "same" });
  });

  it("makes a deleted key again with a new secret, and resets its quotas", async () => {
    const at = await scene();
    const { otoroshi, stack } = at;
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const first = stack.outputs("a")["clientSecret"];
    otoroshi.keys.delete("k");
    const program = {
      a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1], quotaResetTriggers: [1] },
    };
    assertDone(await stack.up(program), { a: "update" });
    assert.notEqual(otoroshi.keys.get("k")?.clientSecret, first);
    assert.equal(resets(at).length, 1);
    assertDone(await stack.up(program), { a: "same" });
  });

  it("starts the server's own rotation over with a new secret", async () => {
    const { otoroshi, stack } = await scene();
    const rotation = { enabled: true, rotationEvery: 24, gracePeriod: 2 };
    const program = { a: { groupId: "g1", clientId: "k", clientSecret: "first-secret", rotation } };
    await stack.up(program);
    otoroshi.rotate("k");
    otoroshi.rotate("k");
    const turned = otoroshi.keys.get("k")?.clientSecret;
    assert.notEqual(turned, "first-secret");
    assertDone(await stack.preview(program), { a: "same" });
    await stack.refresh();
    assertDone(await stack.up(program), { a: "same" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, turned);
    const again = { a: { ...program.a, secretRotationTriggers: [1] } };
    assertDone(await stack.up(again), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "first-secret");
    assertDone(await stack.up({ a: { ...again.a, clientSecret: "second-secret" } }), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "second-secret");
  });

  it("is none that ends the server's own rotation: the declared secret comes back in the same patch", async () => {
    const at = await scene();
    const rotation = { enabled: true, rotationEvery: 24, gracePeriod: 2 };
    const a = { groupId: "g1", clientId: "k", clientSecret: "first-secret", rotation };
    await at.stack.up({ a });
    at.otoroshi.rotate("k");
    at.otoroshi.rotate("k");
    at.requests();
    const ended = { a: { ...a, rotation: { ...rotation, enabled: false } } };
    const seen = await at.stack.preview(ended);
    assert.match(seen.said, /clientSecret differs from the declared value/u);
    assertDone(await at.stack.up(ended), { a: "update" });
    assert.equal(at.writes().length, 1);
    assert.equal(at.otoroshi.keys.get("k")?.clientSecret, "first-secret");
    assertDone(await at.stack.preview(ended), { a: "same" });
  });
});
