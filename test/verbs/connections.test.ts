import assert from "node:assert/strict";
import { withFastTime } from "./fast-time";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const key = { groupId: "g1", clientId: "k" };
const generated = { groupId: "g1" };

/** Two servers: one with what a stack has made, and one that it can move to by the connection `there`. */
async function two(program: Record<string, Properties>): Promise<{ here: Scene; there: Scene }> {
  const here = await scene();
  const there = await scene();
  const { url, clientId, clientSecret } = there.otoroshi;
  here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
  assert.deepEqual((await here.stack.up(program)).errors, {});
  return { here, there };
}

describe("a key that would move to another server", () => {
  withFastTime();
  afterEach(endScenes);

  const moving = { a: { ...key, connection: "there" } };

  it("leaves one of its generated id alone there, and gets another id", async () => {
    const { here, there } = await two({ a: generated });
    const { id } = here.stack.kept("a");
    foreign(there.otoroshi, id);
    assertDone(await here.stack.up({ a: { ...generated, connection: "there" } }), { a: "replace" });
    assert.equal(there.otoroshi.keys.get(id)?.clientSecret, "their-secret");
    assert.deepEqual([here.otoroshi.keys.size, there.otoroshi.keys.size], [0, 2]);
  });

  it("does not move onto another one there when it is gone here", async () => {
    const { here, there } = await two({ a: key });
    here.otoroshi.keys.delete("k");
    foreign(there.otoroshi, "k");
    const run = await here.stack.up(moving);
    assert.match(run.errors["a"] ?? "", /a key with this clientId exists already.*Nothing was deleted/u);
    assert.equal(there.otoroshi.keys.get("k")?.clientSecret, "their-secret");
    assert.ok(here.stack.kept("a"));
  });

  it("stays while the server that has it cannot be asked, for what that server's own setting leads to", async () => {
    const { here, there } = await two({ a: key });
    foreign(there.otoroshi, "k");
    await here.otoroshi.stop();
    const seen = await here.stack.preview(moving);
    assertDone(seen, { a: "replace" });
    assert.match(seen.said, /^a: not compared with the server/u);
    for (const said of [seen.said, (await here.stack.up(moving)).errors["a"] ?? ""]) {
      assert.match(said, /cannot be reached.*The setting is otoroshi:url or OTOROSHI_URL\./u);
      assert.doesNotMatch(said, /otoroshi:connections/u);
    }
    here.stack.config = { ...here.stack.config, driftDetection: "required" };
    assert.match((await here.stack.preview(moving)).errors["a"] ?? "", /cannot be reached/u);
    await here.otoroshi.start();
    assert.ok(here.otoroshi.keys.get("k"));
    assert.equal(there.otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

  it("is an error in a preview where comparisons are required and the server cannot be asked", async () => {
    const { here, there } = await two({ a: key });
    here.stack.config = { ...here.stack.config, driftDetection: "required" };
    await there.otoroshi.stop();
    for (const program of [moving, { ...moving, a: key, b: { ...generated, connection: "there" } }])
      assert.match(
        Object.values((await here.stack.preview(program)).errors).join(),
        /cannot be reached.*otoroshi:connections\.there\.url/u,
      );
  });
});
