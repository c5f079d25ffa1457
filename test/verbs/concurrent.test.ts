import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone, Stack, type Properties } from "./stack";

describe("while others change the same key", () => {
  afterEach(endScenes);

  it("what an administrator writes between read and patch survives, and what is declared is there", async () => {
    const { otoroshi, stack } = await scene();
    const a = (description: string, metadata: Properties): Record<string, Properties> => ({
      a: { groupId: "g1", clientId: "k", description, metadata },
    });
    await stack.up(a("one", { ours: "1" }));
    const administrator: (() => Properties)[] = [
      () => ({ metadata: { ours: "1", theirs: "x" } }),
      () => ({ metadata: {} }),
      () => ({ dailyQuota: 7 }),
      () => ({ tags: ["theirs"], enabled: false }),
    ];
    let round = 0;
    for (const change of administrator) {
      round += 1;
      const held = otoroshi.hold((request) => request.method === "GET" && request.path.endsWith("/k"));
      const program = a(`round ${String(round)}`, { ours: String(round + 1) });
      const running = stack.up(program, {
        compared: () => {
          held.release();
        },
      });
      await held.arrived;
      held.release();
      const update = otoroshi.hold((request) => request.method === "GET" && request.path.endsWith("/k"));
      await Promise.race([update.arrived, running]);
      const changed = change();
      otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...changed } as never);
      update.release();
      assertDone(await running, { a: "update" });
      const key = otoroshi.keys.get("k") as unknown as Properties;
      assert.equal(key["description"], `round ${String(round)}`);
      assert.equal((key["metadata"] as Properties)["ours"], String(round + 1));
      for (const [name, value] of Object.entries(changed).filter(([one]) => one !== "metadata"))
        assert.deepEqual(key[name], value);
      if (round === 1) assert.equal((key["metadata"] as Properties)["theirs"], "x");
      assertDone(await stack.preview(program), { a: "same" });
    }
  });

  it("a patch that the server lost to another write is noticed on its answer, and the next run puts it right", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const program = { a: { groupId: "g1", clientId: "k", dailyQuota: 5 } };
    const answer = structuredClone({ ...otoroshi.keys.get("k") });
    const race = otoroshi.fail({ method: "PATCH", how: { status: 200, body: answer } });
    const run = await stack.up(program);
    assert.match(
      run.errors["a"] ?? "",
      /did not store dailyQuota as declared.*somebody changed the key at the same time/u,
    );
    assert.equal(race.hits, 1);
    assertDone(await stack.up(program), { a: "update" });
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("two stacks that manage different fields of one key keep out of each other's way", async () => {
    const { otoroshi, stack } = await scene();
    otoroshi.keys.set("k", {
      clientName: "shared",
      clientSecret: "shared-secret",
      authorizedEntities: ["group_g1"],
    });
    const other = new Stack(otoroshi);
    const mine = (value: number): Record<string, Properties> => ({
      a: { groupId: "g1", clientId: "k", adopt: true, dailyQuota: value, metadata: { mine: String(value) } },
    });
    const theirs = (value: number): Record<string, Properties> => ({
      b: {
        groupId: "g1",
        clientId: "k",
        adopt: true,
        monthlyQuota: value,
        metadata: { theirs: String(value) },
        authorizedEntities: ["service_s1"],
      },
    });
    await stack.up(mine(1));
    await other.up(theirs(1));
    for (let value = 2; value < 5; value += 1) {
      assertDone(await stack.up(mine(value)), { a: "update" });
      assertDone(await other.up(theirs(value)), { b: "update" });
      const key = otoroshi.keys.get("k");
      assert.ok(key);
      assert.deepEqual([key.dailyQuota, key.monthlyQuota], [value, value]);
      assert.deepEqual(key.metadata, { mine: String(value), theirs: String(value) });
      assert.deepEqual(key.authorizedEntities, ["group_g1", "service_s1"]);
    }
    assertDone(await stack.preview(mine(4)), { a: "same" });
    assertDone(await other.preview(theirs(4)), { b: "same" });
  });

  it("an entity that somebody grants between read and patch of a move is not lost", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const entities = ["group_g1", "service_s2"];
    const grant = {
      authorizedEntities: entities,
      authorizations: entities.map((one) => ({ kind: one.split("_")[0], id: one.split("_")[1] })),
    };
    const before = { ...otoroshi.keys.get("k") };
    const held = otoroshi.hold((request) => request.method === "GET" && request.path === "/api/groups/g2");
    const running = stack.up({ a: { groupId: "g2", clientId: "k" } });
    await held.arrived;
    held.release();
    const reading = otoroshi.hold(
      (request) => request.method === "GET" && request.path.endsWith("/apikeys/k"),
    );
    await Promise.race([reading.arrived, running]);
    otoroshi.keys.set("k", { ...before, ...grant } as never);
    reading.release();
    assertDone(await running, { a: "update" });
    assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, ["group_g2", "service_s2"]);
  });
});
