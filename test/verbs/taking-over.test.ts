import assert from "node:assert/strict";
import { endScenes, foreign, scene } from "./scene";
import { assertDone } from "./stack";

const program = { a: { groupId: "g1", clientId: "k", clientName: "mine", adopt: true } };

describe("taking over a key", () => {
  afterEach(endScenes);

  for (const [whose, metadata, tools] of [
    ["Daikoku", { daikoku__plan: "p" }, ["Daikoku"]],
    ["the Kubernetes operator", { "otoroshi-provider": "kubernetes" }, ["Otoroshi's Kubernetes operator"]],
    ["both", { "otoroshi-provider": "k", daikoku__a: "b" }, ["Otoroshi's Kubernetes operator", "Daikoku"]],
    ["nobody else", { env: "test", "my-otoroshi-provider": "x", my_daikoku__: "y" }, []],
  ] as const) {
    it(`warns of the other tools that manage it, in a preview as in an update: ${whose}`, async () => {
      const { otoroshi, stack } = await scene();
      foreign(otoroshi, "k", { metadata });
      for (const run of [await stack.preview(program), await stack.up(program)]) {
        assertDone(run, { a: "create" });
        const warned = [...run.said.matchAll(/warning: (.+) also manages this key/gu)].map(
          ([, tool]) => tool,
        );
        assert.deepEqual(warned, [...tools]);
      }
    });
  }

  it("is no warning of the key that the provider logs in with, unless it is that", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k");
    assert.doesNotMatch((await stack.up(program)).said, /logs in with this key/u);
    const { clientId, clientSecret } = otoroshi;
    foreign(otoroshi, clientId, { clientSecret });
    const run = await stack.up({ ...program, own: { groupId: "g1", clientId, adopt: true } });
    assert.deepEqual(run.errors, {});
    assert.match(run.said, /warning: the provider logs in with this key/u);
  });

  it("that vanishes after its creation was refused fails, says so, and leaves nothing in the state", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k");
    const refused = otoroshi.hold(({ method }) => method === "POST");
    const running = stack.up(program);
    await Promise.race([refused.arrived, running]);
    otoroshi.keys.delete("k");
    refused.release();
    const run = await running;
    assert.match(run.errors["a"] ?? "", /api key 'k' on .+ was deleted during its adoption\. Try again\.$/u);
    assert.equal(stack.resources.size, 0);
  });

  it("that vanishes before it is patched fails likewise", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k");
    const patch = otoroshi.hold(({ method, path }) => method === "GET" && path.endsWith("/apikeys/k"));
    const running = stack.up(program);
    await Promise.race([patch.arrived, running]);
    otoroshi.keys.delete("k");
    patch.release();
    assert.match((await running).errors["a"] ?? "", /was deleted during its adoption/u);
    assert.deepEqual([stack.resources.size, otoroshi.keys.size], [0, 0]);
  });

  for (const edition of ["17", "1.5", "1.4"] as const) {
    for (const scope of [{ groupId: "nowhere" }, { serviceId: "nowhere" }]) {
      it(`for a scope that Otoroshi ${edition} does not have is refused, the key untouched: ${JSON.stringify(scope)}`, async () => {
        const { otoroshi, stack, writes } = await scene({ edition });
        foreign(otoroshi, "k", edition === "1.4" ? { authorizedGroup: "g1" } : {});
        const before = { ...otoroshi.keys.get("k") };
        const run = await stack.up({ a: { ...scope, clientId: "k", adopt: true, dailyQuota: 3 } });
        assert.match(run.errors["a"] ?? "", /there is no (group|service) 'nowhere'/u);
        assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
        assert.ok(!writes().some((one) => one.startsWith("PATCH")));
        assert.equal(stack.resources.size, 0);
      });
    }
  }

  it("says of a trigger that it does nothing yet, in a preview as in an update, under another name as well", async () => {
    const { otoroshi, stack, writes } = await scene();
    foreign(otoroshi, "k");
    const key = { groupId: "g1", clientId: "k", clientName: "theirs", adopt: true };
    const idle = /^ {2}(\w+) has no effect when a key is adopted; its next change takes effect$/gmu;
    const told = (said: string): (string | undefined)[] => [...said.matchAll(idle)].map(([, name]) => name);
    const triggers = { secretRotationTriggers: [1], quotaResetTriggers: ["x"] };
    const first = { old: { ...key, ...triggers } };
    for (const run of [await stack.preview(first), await stack.up(first)])
      assert.deepEqual(told(run.said), ["secretRotationTriggers", "quotaResetTriggers"]);
    const renamed = { new: { ...key, secretRotationTriggers: [2], quotaResetTriggers: [] } };
    writes();
    for (const run of [await stack.preview(renamed), await stack.up(renamed)])
      assert.deepEqual(told(run.said), ["secretRotationTriggers"]);
    assert.deepEqual(
      writes().filter((one) => !one.startsWith("POST")),
      [],
    );
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
    assert.deepEqual(told((await stack.up({ newer: key })).said), []);
  });

  it("says nothing of triggers where the key was the resource's own before: they are served", async () => {
    const { otoroshi, stack } = await scene();
    const key = { groupId: "g1", clientId: "k" };
    await stack.up({ a: { ...key, secretRotationTriggers: [1] } });
    const before = otoroshi.keys.get("k")?.clientSecret;
    const again = { a: { ...key, secretRotationTriggers: [2] } };
    for (const run of [
      await stack.preview(again, { triggered: ["a"] }),
      await stack.up(again, { triggered: ["a"] }),
    ]) {
      assertDone(run, { a: "replace" });
      assert.match(run.said, /api key 'k' of \S+: \w+ to change/u);
      assert.doesNotMatch(run.said, /has no effect/u);
    }
    assert.notEqual(otoroshi.keys.get("k")?.clientSecret, before);
  });

  it("asks for nothing but the key, and sends nothing when that is as declared", async () => {
    const { otoroshi, stack, requests } = await scene();
    foreign(otoroshi, "k", { clientName: "mine" });
    assertDone(await stack.up(program), { a: "create" });
    assert.deepEqual(
      requests().filter((one) => !one.endsWith("/infos")),
      ["POST /api/groups/g1/apikeys", "GET /api/groups/g1/apikeys/k"],
    );
  });
});
