import assert from "node:assert/strict";
import { assertEmpty, scene, type Scene } from "./scene";

describe("on the real engine, adoption", function () {
  this.timeout(180_000);
  let at: Scene;
  let emptyState: string;
  let output: string;

  const byHand = {
    clientName: "made by hand",
    clientSecret: "made-by-hand-secret",
    description: "theirs",
    dailyQuota: 7,
    metadata: { theirs: "stays" },
    authorizedEntities: ["group_g1"],
  };

  const program = `
    new ApiKey("billing", { groupId: "g1", clientId: "old-id", dailyQuota: 1000, adopt: true });
    new ApiKey("declared", { groupId: "g1", clientId: "declared-id", clientSecret: "the-declared-secret", adopt: true });
    new ApiKey("moved", { serviceId: "s2", clientId: "moved-id", adopt: true, authorizedEntities: [] });
    new ApiKey("made", { groupId: "g1", clientId: "new-id", adopt: true });`;

  before(async () => {
    at = await scene();
    for (const id of ["old-id", "declared-id", "moved-id", "kept-id"]) at.otoroshi.keys.set(id, byHand);
    emptyState = await at.stack.stateText();
    await at.stack.program(program);
    ({ output } = await at.stack.up());
  });
  after(() => at.end());

  it("takes over an existing key: says what changes first, keeps its secret and what is not declared", async () => {
    assert.match(output, /billing: adopting api key 'old-id' .*1 to change\s+dailyQuota: 7 -> 1000/);
    const key = at.otoroshi.keys.get("old-id");
    assert.deepEqual(
      [key?.clientName, key?.dailyQuota, key?.clientSecret, key?.description, key?.metadata],
      ["made by hand", 1000, "made-by-hand-secret", "theirs", { theirs: "stays" }],
    );
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
  });

  it("gives the key the secret that is declared, without saying it", () => {
    assert.match(output, /clientSecret: \[secret\] -> \[secret\]/);
    assert.equal(at.otoroshi.keys.get("declared-id")?.clientSecret, "the-declared-secret");
  });

  it("finds the key in another scope and moves it", () => {
    assert.deepEqual(at.otoroshi.keys.get("moved-id")?.authorizedEntities, ["service_s2"]);
  });

  it("makes the key where there is none yet", () => {
    assert.equal(at.otoroshi.keys.get("new-id")?.clientName, "made");
  });

  it("is needed: without it an existing clientId fails, says how to adopt, and changes nothing", async () => {
    await at.stack.program(`${program} new ApiKey("unasked", { groupId: "g1", clientId: "kept-id" });`);
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /a key with this clientId exists already.*adopt: true/);
    assert.equal(at.otoroshi.keys.get("kept-id")?.clientName, "made by hand");
    assert.ok((await at.stack.keys()).every((one) => one.id !== "kept-id"));
  });

  it("recovers a run whose record was lost: the keys are on the server, the state has none of them", async () => {
    const before = structuredClone([...at.otoroshi.keys]);
    await at.stack.importState(emptyState);
    assert.deepEqual(await at.stack.keys(), []);
    await at.stack.program(program);
    await at.stack.up();
    assert.equal((await at.stack.keys()).length, 4);
    assert.deepEqual([...at.otoroshi.keys], before);
    assertEmpty(await at.stack.preview());
  });
});
