import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone } from "./stack";

describe("a line of a run that does not run the program", () => {
  afterEach(endScenes);

  const shared = { groupId: "g1", clientName: "the-same-for-all" };

  it("names the resource, also when its key is called otherwise", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ billing: { ...shared, clientId: "k" } });
    otoroshi.keys.delete("k");
    const run = await stack.refresh();
    assert.match(run.said, /^billing: the key is not on the server any more \(api key 'k'\)$/mu);
    assert.doesNotMatch(run.said, /the-same-for-all/u);
  });

  it("names a resource that was renamed by an alias as the last update did", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ old: { ...shared, clientId: "k" } });
    stack.rename("old", "new");
    assertDone(await stack.up({ new: { ...shared, clientId: "k" } }), { new: "same" });
    assertDone(await stack.up({ new: { ...shared, clientId: "k", dailyQuota: 5 } }), { new: "update" });
    otoroshi.keys.delete("k");
    assert.match((await stack.refresh()).said, /^new: the key is not/mu);
  });

  it("keeps apart resources that are declared with the same arguments", async () => {
    const { otoroshi, stack } = await scene();
    const program = { one: shared, two: shared, three: shared };
    await stack.up(program);
    const changed = { one: { ...shared, dailyQuota: 5 }, two: shared, three: { ...shared, dailyQuota: 6 } };
    await stack.up(changed);
    for (const { clientId } of [...otoroshi.keys])
      if (clientId !== otoroshi.clientId) otoroshi.keys.delete(clientId);
    const { said } = await stack.refresh();
    const ids = ["one", "three"].map((name) => [name, stack.resources.has(name)]);
    assert.deepEqual(ids, [
      ["one", false],
      ["three", false],
    ]);
    assert.match(said, /^one: the key/mu);
    assert.match(said, /^three: the key/mu);
    assert.match(said, /^api key '[a-z0-9]{16}': the key is not/mu);
    assert.doesNotMatch(said, /^two: /mu);
  });

  it("names the key alone when the state is of an earlier release", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ billing: { ...shared, clientId: "k" } });
    const kept = stack.kept("billing");
    stack.resources.set("billing", { ...kept, outputs: { ...kept.outputs, managed: '["clientName"]' } });
    otoroshi.keys.delete("k");
    assert.match((await stack.refresh()).said, /^api key 'k': the key is not on the server any more$/mu);
  });
});
