import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone, type Properties } from "./stack";

/** So many entries of a kilobyte. */
function entries(name: string, count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${name}${String(index)}`, "x".repeat(1000)]),
  );
}

describe("a key near the size that the server takes", () => {
  afterEach(endScenes);

  it("that somebody deleted is made again with all that it had, also what nobody declared", async () => {
    const { otoroshi, stack } = await scene();
    const program = { a: { groupId: "g1", clientId: "k", metadata: entries("ours", 60) } };
    await stack.up(program);
    const restrictions = { enabled: true, forbidden: [{ method: "GET", path: "/secret" }] };
    const metadata = { ...otoroshi.keys.get("k")?.metadata, ...entries("theirs", 90) };
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), metadata, restrictions, dailyQuota: 7 } as never);
    assertDone(await stack.refresh(), { a: "update" });
    const before = { ...otoroshi.keys.get("k") };
    otoroshi.keys.delete("k");
    assertDone(await stack.up(program), { a: "update" });
    assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("that somebody deleted is made again when the declared alone just fits", async () => {
    const { otoroshi, stack } = await scene();
    let [least, most] = [90, 102_400];
    const of = (size: number): { a: Properties } => ({
      a: { groupId: "g1", clientId: "k", description: "x".repeat(size) },
    });
    while (most - least > 1) {
      const size = Math.floor((least + most) / 2);
      if ((await stack.preview(of(size))).refused["a"] === undefined) least = size;
      else most = size;
    }
    assertDone(await stack.up(of(least)), { a: "create" });
    otoroshi.keys.delete("k");
    assertDone(await stack.up(of(least)), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.description?.length, least);
  });

  for (const edition of ["17", "1.5"] as const) {
    it(`that somebody moved away and gave thousands of entities loses them on Otoroshi ${edition}, and keeps its own`, async () => {
      const { otoroshi, stack, requests } = await scene({ edition });
      await stack.up({ a: { groupId: "g1", clientId: "k", authorizedEntities: ["group_g3"] } });
      const further = Array.from({ length: 6_000 }, (_, index) => `group_${String(index)}`);
      const authorizedEntities = ["group_g3", ...further];
      const key = {
        ...otoroshi.keys.get("k"),
        authorizedEntities,
        authorizations: [],
        authorizedGroup: null,
      };
      otoroshi.keys.set("k", key as never);
      const kept = stack.kept("a");
      const managed = String(kept.outputs["managed"]).replace("authorizedEntities", "description");
      stack.resources.set("a", { ...kept, outputs: { ...kept.outputs, managed } });
      requests();
      const program = { a: { groupId: "g2", clientId: "k", dailyQuota: 7, description: "" } };
      assertDone(await stack.up(program), { a: "update" });
      assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities?.slice().sort(), ["group_g2", "group_g3"]);
      assert.ok(requests().filter((one) => one.startsWith("PATCH")).length > 1);
      assertDone(await stack.preview(program), { a: "same" });
    });
  }
});
