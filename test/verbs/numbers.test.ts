import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone } from "./stack";

describe("a number beyond 2^53 of an adopted key", () => {
  afterEach(endScenes);

  it("has not drifted when the program declares another one", async () => {
    const { otoroshi, stack } = await scene();
    otoroshi.keys.set("k", {
      authorizedEntities: ["group_g1"],
      dailyQuota: 9223372036854775807n,
      validUntil: 9007199254740993n,
    });
    const key = { groupId: "g1", clientId: "k", adopt: true };
    await stack.up({ a: key });
    const program = { a: { ...key, dailyQuota: 5, validUntil: "2100-01-01T00:00:00Z" } };
    const run = await stack.up(program);
    assertDone(run, { a: "update" });
    assert.equal(run.said, "");
    assert.equal(otoroshi.keys.get("k")?.dailyQuota, 5);
    assertDone(await stack.preview(program), { a: "same" });
  });
});
