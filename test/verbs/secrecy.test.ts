import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone, type Program, type Properties } from "./stack";

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

describe("a text that is a secret elsewhere in the key", () => {
  afterEach(endScenes);

  /** What the preview of a program says of a key that it has made, and that was changed by hand since. */
  async function said(a: Properties, byHand: Properties, secrets: string[], now = a): Promise<string> {
    const { otoroshi, stack } = await scene();
    await stack.up({ a }, { secrets: { a: secrets } });
    Object.assign(otoroshi.keys.get("k") ?? {}, byHand);
    return (await stack.preview({ a: now }, { secrets: { a: secrets } })).said;
  }

  const key = { groupId: "g1", clientId: "k" };

  it("is hidden when it is the secret that the server rotates to", async () => {
    const { otoroshi, stack } = await scene();
    const a = { ...key, description: "x", rotation: { enabled: true } };
    await stack.up({ a });
    const next = otoroshi.rotate("k").rotation.nextSecret ?? "";
    Object.assign(otoroshi.keys.get("k") ?? {}, { description: `soon ${next}` });
    assert.match((await stack.preview({ a })).said, /^a: description is \[secret\], declared "x"/u);
  });

  it("is hidden in what is declared, and the plain live value is shown", async () => {
    const a = { ...key, clientSecret: "s3cret-of-k", description: "see s3cret-of-k" };
    assert.match(await said(a, { description: "x" }, []), /description is "x", declared \[secret\]/u);
  });

  it("is hidden in a list as well", async () => {
    const a = { ...key, clientSecret: "s3cret-of-k", tags: ["x"] };
    assert.match(
      await said(a, { tags: ["x", "see s3cret-of-k"] }, []),
      /tags is \[secret\], declared \["x"\]/u,
    );
  });

  it("is hidden when it is the key's new secret, which only the program has yet", async () => {
    const a = { ...key, clientSecret: "first-secret", description: "x" };
    const now = { ...a, clientSecret: "second-secret" };
    const told = await said(a, { description: "see second-secret" }, [], now);
    assert.match(told, /^a: description is \[secret\], declared "x"/u);
  });

  for (const [secrets, args] of [
    [["metadata"], { metadata: { token: "the-hidden-text" } }],
    [["tags"], { tags: ["the-hidden-text"] }],
    [
      ["restrictions.allowed[0].path"],
      { restrictions: { allowed: [{ method: "GET", path: "the-hidden-text" }] } },
    ],
    [["secretRotationTriggers[0]"], { secretRotationTriggers: ["the-hidden-text"] }],
    [["secretRotationTriggers"], { secretRotationTriggers: [{ password: "the-hidden-text" }] }],
  ] as const) {
    it(`is hidden when the program marks it, at whatever depth: ${secrets.join()}`, async () => {
      const a = { ...key, description: "x", ...args };
      const told = await said(a, { description: "see the-hidden-text" }, [...secrets]);
      assert.match(told, /^a: description is \[secret\], declared "x"/u);
    });
  }

  it("is hidden when it is what the server still has of a secret that the program changes", async () => {
    const a = (token: string): Properties => ({ ...key, description: "x", metadata: { token } });
    for (const [before, after] of [
      [["metadata.token"], ["metadata.token"]],
      [["metadata.token"], []],
      [[], ["metadata"]],
    ] as const) {
      const { otoroshi, stack } = await scene();
      await stack.up({ a: a("first-token") }, { secrets: { a: before } });
      Object.assign(otoroshi.keys.get("k") ?? {}, { description: "see first-token" });
      const run = await stack.preview({ a: a("second-token") }, { secrets: { a: after } });
      assert.match(run.said, /^a: description is \[secret\], declared "x"/u);
    }
  });

  it("is shown when it has less than four characters, which stand in other texts by chance", async () => {
    const told = async (token: string): Promise<string> =>
      said({ ...key, description: "x", metadata: { token } }, { description: `a ${token}!` }, [
        "metadata.token",
      ]);
    assert.match(await told("abc"), /description is "a abc!", declared "x"/u);
    assert.match(await told("abcd"), /description is \[secret\], declared "x"/u);
  });

  it("is hidden under its own name however short it is", async () => {
    const a = { ...key, clientSecret: "abc" };
    assert.equal(
      await said(a, { clientSecret: "xyz" }, []),
      "a: clientSecret differs from the declared value (api key 'k')\n",
    );
  });

  it("hides nothing but what a key opens, when it is the scope", async () => {
    const told = await said({ ...key, dailyQuota: 5 }, { dailyQuota: 7 }, ["groupId"]);
    assert.equal(told, "a: dailyQuota is 7, declared 5 (api key 'k')\n");
  });

  it("is not recorded as one that the program marks, when it is always a secret", async () => {
    const { stack } = await scene();
    await stack.up({ a: { ...key, clientSecret: "s3cret-of-k" } }, { secrets: { a: ["clientSecret"] } });
    assert.match(String(stack.outputs("a")["managed"]), / clientId,clientSecret,clientName$/u);
  });
});
