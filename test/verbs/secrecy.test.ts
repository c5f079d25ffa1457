import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone, type Program } from "./stack";

describe("what lines show", () => {
  afterEach(endScenes);

  it("is no live value of what was a secret when it was written, although the program marks it no more", async () => {
    const { otoroshi, stack } = await scene();
    const a = { groupId: "g1", clientId: "k", tags: ["tag-1"], metadata: { token: "first-token", to: "x" } };
    const secrets = { a: ["metadata.token", "tags[0]"] };
    const byHand = (changes: object): unknown => Object.assign(otoroshi.keys.get("k") ?? {}, changes);
    await stack.up({ a }, { secrets });
    byHand({ tags: ["tag-by-hand"], metadata: { token: "token-by-hand", to: "y" } });
    const unmarked = { ...a, metadata: { token: "plain-token", to: "x" } };
    const { said } = await stack.preview({ a: unmarked });
    assert.equal(
      said,
      'a: tags is [secret], declared ["tag-1"]; metadata.token is [secret], declared "plain-token"; ' +
        'metadata.to is "y", declared "x" (api key \'k\')\n',
    );
    await stack.refresh();
    assert.doesNotMatch((await stack.preview({ a: unmarked })).said, /by-hand/u);
    assertDone(await stack.up({ a: unmarked }), { a: "update" });
    byHand({ metadata: { token: "token-by-hand", to: "x" } });
    assert.match((await stack.preview({ a: unmarked })).said, /metadata.token is "token-by-hand"/u);
    assert.doesNotMatch((await stack.preview({ a: unmarked }, { secrets })).said, /by-hand|plain-token/u);
  });

  for (const before of [{ token: "plain" }, undefined]) {
    it(`is no secret that a failed update may have written, when the program is taken back: ${JSON.stringify(before)}`, async () => {
      const { otoroshi, stack } = await scene();
      const a = { groupId: "g1", clientId: "k", ...(before === undefined ? {} : { metadata: before }) };
      await stack.up({ a });
      const held = otoroshi.hold(({ method }) => method === "PATCH");
      otoroshi.fail({ method: "PATCH", how: { reset: "after" } });
      const marked = { a: { ...a, metadata: { token: "first-token" } } };
      const running = stack.up(marked, { secrets: { a: ["metadata.token"] } });
      await held.arrived;
      const gone = otoroshi.fail({ method: "GET", times: Infinity, how: { html: 200 } });
      held.release();
      assert.ok((await running).errors["a"]);
      gone.stop();
      assert.deepEqual(otoroshi.keys.get("k")?.metadata, { token: "first-token" });
      for (const program of [{ a: { ...a, metadata: { token: "other" } } }, { a }]) {
        const { said } = await stack.preview(program);
        assert.match(said, /metadata\.token/u);
        assert.doesNotMatch(said, /first-token/u);
      }
      assertDone(await stack.up({ a }), { a: "update" });
      assert.deepEqual(otoroshi.keys.get("k")?.metadata, before ?? {});
      assertDone(await stack.preview({ a }), { a: "same" });
    });
  }

  it("is no former secret of a key that is replaced, and taken over again", async () => {
    const { stack } = await scene();
    const declared = (token: string): Program => ({
      a: { groupId: "g1", clientId: "k", metadata: { token } },
    });
    await stack.up(declared("first-token"), { secrets: { a: ["metadata.token"] } });
    const options = { triggered: ["a"] };
    for (const run of [
      await stack.preview(declared("plain"), options),
      await stack.up(declared("plain"), options),
    ]) {
      assertDone(run, { a: "replace" });
      assert.match(run.said, /^ {2}metadata\.token: \[secret\] -> "plain"$/mu);
    }
  });

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

  it("is no secret that is refused", async () => {
    const { stack } = await scene();
    for (const rotation of [
      { rotationEvery: 3987, gracePeriod: 4876 },
      { gracePeriod: 4876 },
      { rotationEvery: 98 },
    ]) {
      const a = { groupId: "g1", rotation };
      const { refused } = await stack.preview({ a }, { secrets: { a: ["rotation"] } });
      assert.equal(refused["a"]?.length, 1);
      assert.doesNotMatch(JSON.stringify(refused), /3987|4876|98/u);
    }
  });
});
