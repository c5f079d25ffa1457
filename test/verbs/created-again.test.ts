import assert from "node:assert/strict";
import { endScenes, largeMetadata, scene } from "./scene";
import { assertDone } from "./stack";

describe("a deleted key that is too large for one creation", () => {
  afterEach(endScenes);

  it("keeps the secret that it was created again with when the patch after that is refused", async () => {
    const { otoroshi, stack } = await scene();
    const base = { groupId: "g1", clientId: "k", metadata: {} };
    await stack.up({ a: base });
    const key = { ...otoroshi.keys.get("k"), metadata: largeMetadata("1"), description: "x".repeat(20_000) };
    otoroshi.keys.set("k", key as never);
    await stack.refresh();
    const first = stack.outputs("a")["clientSecret"];
    otoroshi.keys.delete("k");
    const program = { a: { ...base, secretRotationTriggers: [1] } };
    const refused = otoroshi.fail({
      method: "PATCH",
      times: Infinity,
      how: { status: 400, body: { error: "no" } },
    });
    const run = await stack.up(program);
    assert.match(run.errors["a"] ?? "", /rejected the content/u);
    assert.ok(refused.hits > 0);
    refused.stop();
    const second = otoroshi.keys.get("k")?.clientSecret;
    assert.notEqual(second, first);
    const again = await stack.up(program);
    assertDone(again, { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, second);
    assert.equal(stack.outputs("a")["clientSecret"], second);
  });
});
