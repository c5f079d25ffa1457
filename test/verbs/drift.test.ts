import assert from "node:assert/strict";
import { endScenes, foreign, scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const key = { groupId: "g1", clientId: "k" };

describe("a comparison with the server", () => {
  afterEach(endScenes);

  it("asks once in a preview for a scope that many keys move to and that is not there", async () => {
    const { stack, requests } = await scene();
    const ids = ["a", "b", "c"];
    const program = (groupId: string): Record<string, Properties> =>
      Object.fromEntries(ids.map((clientId) => [clientId, { groupId, clientId }]));
    await stack.up(program("g1"));
    requests();
    const { said } = await stack.preview(program("later"));
    assert.equal(said.match(/there is no group 'later'/gu)?.length, 3);
    assert.equal(requests().filter((one) => one === "GET /api/groups/later").length, 1);
  });

  it("does not warn in an update of a scope that the same run has made meanwhile", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "a" }, b: { groupId: "g1", clientId: "b" } });
    const second = otoroshi.hold(({ method, path }) => method === "GET" && path.endsWith("/apikeys/b"));
    const running = stack.up({
      a: { groupId: "later", clientId: "a" },
      b: { groupId: "later", clientId: "b" },
    });
    await Promise.race([second.arrived, running]);
    otoroshi.groups.set("later", {});
    second.release();
    const run = await running;
    assertDone(run, { a: "update", b: "update" });
    assert.deepEqual(run.said.match(/^\w: .* there is no group/gmu)?.length, 1);
    assert.match(run.said, /^a: /u);
  });

  it("says that a key is gone, and nothing of its scope while that is not known", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: key });
    otoroshi.keys.delete("k");
    const { said } = await stack.preview({ a: { ...key, groupId: UNKNOWN } });
    assert.equal(
      said,
      "a: the key is not on the server any more; pulumi up creates it again (api key 'k')\n",
    );
  });

  it("is an update of a key whose scope was deleted, and that fails for it", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: key });
    otoroshi.groups.delete("g1");
    const seen = await stack.preview({ a: key });
    assertDone(seen, { a: "update" });
    assert.equal(seen.said, "a: group 'g1' is not on the server any more (api key 'k')\n");
    assert.match((await stack.up({ a: key })).errors["a"] ?? "", /there is no group 'g1'/u);
    assert.ok(otoroshi.keys.get("k"));
  });

  describe("of a key whose secret somebody changed", () => {
    async function said(before: Properties, now: Properties): Promise<string> {
      const { otoroshi, stack } = await scene();
      await stack.up({ a: { ...key, ...before } });
      Object.assign(otoroshi.keys.get("k") ?? {}, { clientSecret: "changed-by-hand" });
      return (await stack.preview({ a: { ...key, ...now } })).said;
    }

    it("says of one that is declared that it differs, and not that it is handed on", async () => {
      const declared = { clientSecret: "s3cret-of-k" };
      assert.equal(
        await said(declared, declared),
        "a: clientSecret differs from the declared value (api key 'k')\n",
      );
    });

    it("says nothing of one that is declared and not known yet", async () => {
      assert.equal(await said({ clientSecret: "s3cret-of-k" }, { clientSecret: UNKNOWN }), "");
    });

    it("says that it is handed on where it is not known whether a trigger replaces it", async () => {
      assert.equal(
        await said({ secretRotationTriggers: [1] }, { secretRotationTriggers: [UNKNOWN] }),
        "a: secretRotationTriggers is not known yet: the secret may be replaced; " +
          "clientSecret was changed on the server; pulumi up updates the resources that use it (api key 'k')\n",
      );
    });
  });

  it("announces no refusal to rotate the own login by a trigger, where its secret is declared", async () => {
    const { otoroshi, stack } = await scene();
    const { clientId, clientSecret } = otoroshi;
    foreign(otoroshi, clientId, { clientSecret });
    const own = { groupId: "g1", clientId, clientSecret, adopt: true, secretRotationTriggers: [1] };
    await stack.up({ own });
    const program = { own: { ...own, secretRotationTriggers: [2] } };
    const seen = await stack.preview(program);
    assert.match(seen.said, /has no effect because clientSecret is declared; warning: the provider logs in/u);
    assert.doesNotMatch(seen.said, /refuses/u);
    assertDone(await stack.up(program), { own: "update" });
  });
});
