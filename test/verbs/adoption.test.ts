import assert from "node:assert/strict";
import { endScenes, foreign, scene } from "./scene";
import { assertDone } from "./stack";

describe("adoption", () => {
  afterEach(endScenes);

  const adopting = { groupId: "g1", clientId: "k", adopt: true };

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`an existing key of Otoroshi ${edition} is refused without adopt, and taken over with it, its secret kept`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      foreign(otoroshi, "k", { authorizedGroup: "g1", metadata: { theirs: "x" }, dailyQuota: 7 });
      const before = { ...otoroshi.keys.get("k") };
      const run = await stack.up({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } });
      assert.match(run.errors["a"] ?? "", /already.*adopt: true/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
      assert.equal(stack.resources.size, 0);
      const program = { a: { ...adopting, dailyQuota: 5 } };
      const taken = await stack.up(program);
      assertDone(taken, { a: "create" });
      assert.match(taken.said, /a: adopting api key 'k' of http:.*: 1 to change\n {2}dailyQuota: 7 -> 5\n/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, { ...before, dailyQuota: 5 });
      assertDone(await stack.preview(program), { a: "same" });
    });

    it(`a key of another scope of Otoroshi ${edition} is moved by adoption`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      foreign(otoroshi, "k", { authorizedGroup: "g2", authorizedEntities: ["group_g2"] });
      assertDone(await stack.up({ a: adopting }), { a: "create" });
      assert.equal(otoroshi.keys.get("k")?.authorizedGroup, "g1");
      assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
      assertDone(await stack.preview({ a: adopting }), { a: "same" });
    });
  }

  it("an adopted key that is deleted by hand comes back with the restrictions that nobody declared", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", {
      enabled: false,
      readOnly: true,
      dailyQuota: 7,
      restrictions: { enabled: true, forbidden: [{ method: "GET", path: "/admin" }] },
      metadata: { theirs: "x" },
      authorizedEntities: ["group_g1", "service_s2"],
      validUntil: Date.UTC(2100, 0, 1),
    });
    const program = { a: { ...adopting, description: "ours" } };
    assertDone(await stack.up(program), { a: "create" });
    const before = structuredClone({ ...otoroshi.keys.get("k") });
    otoroshi.keys.delete("k");
    assertDone(await stack.up(program), { a: "update" });
    assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("adoption warns of other tools that manage the key", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", { metadata: { "otoroshi-provider": "kubernetes", daikoku__team: "t" } });
    const run = await stack.up({ a: adopting });
    assert.match(run.said, /warning: Otoroshi's Kubernetes operator also manages this key/u);
    assert.match(run.said, /warning: Daikoku also manages this key/u);
  });
});
