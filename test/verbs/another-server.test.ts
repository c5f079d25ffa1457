import assert from "node:assert/strict";
import { withFastTime } from "./fast-time";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

describe("a stack whose url leads to another server than before", () => {
  afterEach(endScenes);

  const declared = { groupId: "g1", clientId: "k", dailyQuota: 5 };

  /** A stack that has made its keys here, and is configured for there. */
  async function moved(program: Record<string, Properties>): Promise<{ here: Scene; there: Scene }> {
    const here = await scene();
    const there = await scene();
    assert.deepEqual((await here.stack.up(program)).errors, {});
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { url, clientId, clientSecret };
    return { here, there };
  }

  const keysOf = ({ otoroshi }: Scene): unknown[] => [...otoroshi.keys].map((key) => ({ ...key }));

  it("touches no key of the same id there, in any run, and keeps its state", async () => {
    const { here, there } = await moved({ a: declared });
    foreign(there.otoroshi, "k");
    const [before, kept] = [[keysOf(here), keysOf(there)], here.stack.kept("a")];
    const seen = await here.stack.preview({ a: declared });
    assertDone(seen, { a: "update" });
    assert.match(
      seen.said,
      /according to the state, the key is on another server, and another key uses this clientId on .*: pulumi up will fail/u,
    );
    for (const run of [
      await here.stack.up({ a: { ...declared, dailyQuota: 6 } }),
      await here.stack.refresh(),
      await here.stack.destroy(),
    ]) {
      assert.match(
        run.errors["a"] ?? "",
        /according to the state, the key is on another server.*Check the url/u,
      );
      assert.match(run.errors["a"] ?? "", /The setting is otoroshi:url/u);
    }
    assert.deepEqual([keysOf(here), keysOf(there)], before);
    assert.deepEqual(here.stack.kept("a"), kept);
  });

  it("takes over the key of the same id there with adopt, and is at home there from then on", async () => {
    const { here, there } = await moved({ a: declared });
    foreign(there.otoroshi, "k");
    assertDone(await here.stack.up({ a: { ...declared, adopt: true } }), { a: "update" });
    const key = there.otoroshi.keys.get("k");
    assert.deepEqual([key?.clientSecret, key?.dailyQuota], ["their-secret", 5]);
    there.otoroshi.keys.set("k", { ...key, clientSecret: "changed-by-hand" } as never);
    assertDone(await here.stack.up({ a: declared }), { a: "update" });
    assertDone(await here.stack.destroy(), { a: "delete" });
    assert.deepEqual([here.otoroshi.keys.size, there.otoroshi.keys.size], [1, 0]);
  });

  for (const key of [declared, { groupId: "g1" }]) {
    it(`forgets nothing because it is not there: ${JSON.stringify(key)}`, async () => {
      const { here, there } = await moved({ a: key });
      const [before, kept] = [keysOf(here), here.stack.kept("a")];
      const seen = await here.stack.preview({ a: key });
      assertDone(seen, { a: "update" });
      assert.match(seen.said, /the key is not on \S+; according to the state, it is on another server/u);
      for (const run of [await here.stack.refresh(), await here.stack.destroy()])
        assert.match(
          run.errors["a"] ?? "",
          /the key is not on this server; according to the state, it is on another one.*The setting is otoroshi:url/u,
        );
      assert.deepEqual([keysOf(here), keysOf(there)], [before, []]);
      assert.deepEqual(here.stack.kept("a"), kept);
      assertDone(await here.stack.up({ a: key }), { a: "update" });
      assertDone(await here.stack.refresh(), { a: "same" });
      assertDone(await here.stack.destroy(), { a: "delete" });
      assert.deepEqual([keysOf(here), keysOf(there)], [before, []]);
    });
  }

  for (const host of ["127.0.0.1", "localhost"]) {
    for (const adopt of [false, true]) {
      it(`that a connection of another name leads to as well, by ${host}: takes a key over there with adopt only (${String(adopt)})`, async () => {
        const here = await scene();
        const there = await scene();
        const reaching = ({ otoroshi }: Scene, name: string): Properties => {
          const { port, clientId, clientSecret } = otoroshi;
          return { url: `http://${name}:${String(port)}`, clientId, clientSecret };
        };
        here.stack.config = { connections: JSON.stringify({ eu: reaching(here, "127.0.0.1") }) };
        await here.stack.up({ a: { ...declared, connection: "eu" } });
        foreign(there.otoroshi, "k");
        const before = [keysOf(here), keysOf(there)];
        const connections = { eu: reaching(there, "127.0.0.1"), europe: reaching(there, host) };
        here.stack.config = { connections: JSON.stringify(connections) };
        const run = await here.stack.up({ a: { ...declared, adopt, connection: "europe" } });
        if (adopt) {
          assertDone(run, { a: "update" });
          assert.equal(there.otoroshi.keys.get("k")?.dailyQuota, 5);
        } else {
          assert.match(run.errors["a"] ?? "", /adopt: true/u);
          assert.deepEqual([keysOf(here), keysOf(there)], before);
        }
      });
    }
  }

  for (const options of [
    { triggered: ["a"] },
    { triggered: ["a"], deleteFirst: true },
    { replace: ["a"], deleteFirst: true },
  ]) {
    it(`replaces its key by no other of the same id there: ${JSON.stringify(options)}`, async () => {
      const { here, there } = await moved({ a: declared });
      foreign(there.otoroshi, "k");
      const before = [keysOf(here), keysOf(there)];
      const seen = await here.stack.preview({ a: declared }, options);
      assert.doesNotMatch(seen.said, /would adopt/u);
      const run = await here.stack.up({ a: declared }, options);
      assert.match(
        run.errors["a"] ?? "",
        /according to the state, the key is on another server.*Check the url/u,
      );
      assert.deepEqual([keysOf(here), keysOf(there)], before);
      here.stack.config = {};
      assert.deepEqual((await here.stack.up({ a: declared })).errors, {});
      assert.deepEqual([keysOf(here), keysOf(there)], before);
      assertDone(await here.stack.preview({ a: declared }), { a: "same" });
    });
  }

  it("notices nothing when it is the same server under another name", async () => {
    const at = await scene();
    await at.stack.up({ a: declared });
    const { port, clientId, clientSecret } = at.otoroshi;
    at.stack.config = { url: `http://localhost:${String(port)}`, clientId, clientSecret };
    assertDone(await at.stack.preview({ a: declared }), { a: "same" });
    assertDone(await at.stack.refresh(), { a: "update" });
    assertDone(await at.stack.up({ a: { ...declared, dailyQuota: 6 } }), { a: "update" });
    assertDone(await at.stack.destroy(), { a: "delete" });
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("notes the other name where the server rotates the secret, and knows the key after a rotation", async () => {
    const at = await scene();
    const program = { a: { ...declared, rotation: { enabled: true } } };
    await at.stack.up(program);
    const { port, clientId, clientSecret } = at.otoroshi;
    at.stack.config = { url: `http://localhost:${String(port)}`, clientId, clientSecret };
    const seen = await at.stack.preview(program);
    assertDone(seen, { a: "update" });
    assert.match(seen.said, /the url of its server has changed; pulumi up records the new one/u);
    at.requests();
    assertDone(await at.stack.up(program), { a: "update" });
    assert.deepEqual(at.writes(), []);
    at.otoroshi.rotate("k");
    at.otoroshi.rotate("k");
    assertDone(await at.stack.preview(program), { a: "same" });
    assertDone(await at.stack.up({ a: { ...program.a, dailyQuota: 6 } }), { a: "update" });
    assertDone(await at.stack.destroy(), { a: "delete" });
    assert.equal(at.otoroshi.keys.size, 0);
  });
});

describe("a key of which it is not known whether it was created", () => {
  withFastTime();
  afterEach(endScenes);

  it("is not forgotten because another server than that of its creation does not have it", async () => {
    const program = { a: { groupId: "g1", clientId: "k" } };
    const here = await scene();
    const there = await scene();
    const faults = [
      here.otoroshi.fail({ method: "POST", times: Infinity, how: { reset: "after" } }),
      here.otoroshi.fail({ method: "GET", path: /apikeys/u, times: Infinity, how: { reset: "before" } }),
    ];
    assert.match((await here.stack.up(program)).errors["a"] ?? "", /is not known/u);
    for (const fault of faults) fault.stop();
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { url, clientId, clientSecret };
    const kept = here.stack.kept("a");
    assert.match(
      (await here.stack.preview(program)).said,
      /according to the state, it is on another server/u,
    );
    for (const run of [await here.stack.refresh(), await here.stack.destroy()])
      assert.match(
        run.errors["a"] ?? "",
        /the key is not on this server; according to the state, it is on another one/u,
      );
    assert.deepEqual(here.stack.kept("a"), kept);
    here.stack.config = {};
    assertDone(await here.stack.destroy(), { a: "delete" });
    assert.equal(here.otoroshi.keys.size, 0);
  });
});
