import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as provider from "../../provider/provider";
import { saidDuring } from "./said";
import { endScenes, foreign, scene, type Scene } from "./scene";
import type { Properties } from "./stack";

const call = provider as unknown as Required<ResourceProvider<Properties, Properties>>;

const key = { groupId: "g1", clientId: "k" };

/** Creates a key, of which no program has told anything. */
async function created(args: Properties): Promise<Properties> {
  const { inputs = {}, failures = [] } = await call.check({}, args);
  assert.deepEqual(failures, []);
  return (await call.create(inputs)).outs ?? {};
}

describe("who calls the provider without a program", () => {
  afterEach(endScenes);

  it("is told of an adoption what changes, and no value", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", { dailyQuota: 7 });
    await stack.configured();
    const said = await saidDuring(async () => {
      await created({ ...key, adopt: true, dailyQuota: 5, metadata: { env: "prod" } });
    });
    assert.match(
      said,
      /^adopting api key 'k' of \S+: 2 to change\n {2}dailyQuota: \[secret\] -> \[secret\]\n/u,
    );
    assert.match(said, /^ {2}metadata\.env: \[secret\] -> \[secret\]$/mu);
  });

  for (const adopt of [true, false]) {
    it(`has no key deleted that the same run has ${adopt ? "taken over" : "created"}`, async () => {
      const { otoroshi, stack } = await scene();
      await stack.up({ old: key });
      if (!adopt) otoroshi.keys.delete("k");
      await stack.configured();
      const said = await saidDuring(async () => {
        await created({ ...key, adopt });
        await call.delete("k", stack.outputs("old"));
      });
      assert.match(said, /old: not deleted: another resource of this run has the same key/u);
      assert.ok(otoroshi.keys.get("k"));
    });
  }

  describe("who has read so many keys that they were listed", () => {
    const one = { groupId: "g1", clientId: "k4", dailyQuota: 9 };

    async function listed(): Promise<Scene> {
      const at = await scene();
      const ids = ["k0", "k1", "k2", "k3", "k4"];
      await at.stack.up(Object.fromEntries(ids.map((clientId) => [clientId, { groupId: "g1", clientId }])));
      await at.stack.configured();
      for (const id of ids) await call.read(id, at.stack.outputs(id));
      return at;
    }

    it("reads a key that was created since as it is", async () => {
      const { otoroshi } = await listed();
      otoroshi.keys.delete("k4");
      const outs = await created(one);
      assert.equal((await call.read("k4", outs)).props?.["dailyQuota"], 9);
    });

    it("reads a key that was patched since as it is", async () => {
      const { stack } = await listed();
      const { outs = {} } = await call.update("k4", stack.outputs("k4"), one);
      assert.equal((await call.read("k4", outs)).props?.["dailyQuota"], 9);
    });
  });
});
