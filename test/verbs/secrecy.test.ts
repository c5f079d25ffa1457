import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone } from "./stack";

describe("what lines show", () => {
  afterEach(endScenes);

  it("is no value of what the program does not declare any more, and so does not mark as a secret", async () => {
    const { otoroshi, stack } = await scene();
    const key = { groupId: "g1", clientId: "k" };
    const declared = { a: { ...key, metadata: { token: "first-token" } } };
    await stack.up(declared, { secrets: { a: ["metadata.token"] } });
    Object.assign(otoroshi.keys.get("k") ?? {}, { metadata: { token: "token-by-hand" } });
    for (const run of [await stack.preview({ a: key }), await stack.up({ a: key })]) {
      assertDone(run, { a: "update" });
      assert.match(run.said, /^a: metadata\.token was changed since it was declared \(api key 'k'\)$/mu);
      assert.doesNotMatch(run.said, /first-token|token-by-hand/u);
    }
    assert.deepEqual(otoroshi.keys.get("k")?.metadata, {});
  });
});
