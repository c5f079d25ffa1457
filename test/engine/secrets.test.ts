import assert from "node:assert/strict";
import { assertEmpty, scene, type Scene } from "./scene";

describe("on the real engine, the secret of a key", function () {
  this.timeout(180_000);
  let at: Scene;
  beforeEach(async () => {
    at = await scene();
  });
  afterEach(() => at.end());

  const secret = (clientId = "k"): string => at.otoroshi.keys.get(clientId)?.clientSecret ?? "";

  it("is never changed unasked by an update", async () => {
    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "k" });');
    await at.stack.up();
    const before = secret();
    for (const more of ["dailyQuota: 5", 'tags: ["a"], metadata: { a: "b" }', "enabled: false"]) {
      await at.stack.program(`new ApiKey("billing", { groupId: "g1", clientId: "k", ${more} });`);
      await at.stack.up();
      assert.equal(secret(), before);
    }
  });

  it("is rotated in place by a change in secretRotationTriggers, and dependants get it in the same up", async () => {
    const program = (trigger: string): string => `
      const key = new ApiKey("billing", { groupId: "g1", clientId: "k", secretRotationTriggers: [${trigger}] });
      const length = key.clientSecret.apply((text) => String(text.length) + text.slice(0, 6));
      new ApiKey("dependant", { groupId: "g1", clientId: "d", metadata: { seen: pulumi.unsecret(length) } });`;
    await at.stack.program(program('"2026-01"'));
    await at.stack.up();
    const before = secret();
    at.takeRequests();
    await at.stack.program(program('"2026-02"'));
    await at.stack.up();
    assert.notEqual(secret(), before);
    assert.match(secret(), /^[a-z0-9]{64}$/);
    assert.equal(at.otoroshi.keys.get("d")?.metadata["seen"], `64${secret().slice(0, 6)}`);
    assert.ok(!at.takeRequests().some((one) => /^(POST|PUT|DELETE)/.test(one)));
    const after = secret();
    assertEmpty(await at.stack.preview());
    await at.stack.up();
    assert.equal(secret(), after);
  });

  it("is the declared one whatever the triggers say", async () => {
    const program = (trigger: number): string =>
      `new ApiKey("billing", { groupId: "g1", clientId: "k", clientSecret: "the-declared-one", secretRotationTriggers: [${String(trigger)}] });`;
    await at.stack.program(program(1));
    await at.stack.up();
    await at.stack.program(program(2));
    await at.stack.up();
    assert.equal(secret(), "the-declared-one");
    assertEmpty(await at.stack.preview());
  });

  it("is picked up by refresh as an output, silently, when the server's own rotation changed it", async () => {
    await at.stack.program(`
      const key = new ApiKey("billing", { groupId: "g1", clientId: "k", rotation: { enabled: true } });
      exports.secret = key.clientSecret;`);
    await at.stack.up();
    at.otoroshi.rotate("k");
    at.otoroshi.rotate("k");
    assertEmpty(await at.stack.preview());
    const { output } = await at.stack.refresh();
    assert.doesNotMatch(output, /clientSecret is not|billing:/);
    assertEmpty(await at.stack.preview());
    await at.stack.up();
    assert.equal((await at.stack.outputs())["secret"], secret());
  });

  it("that is declared while the server rotates is written when it changes, and only then", async () => {
    const program = (declared: string): string =>
      `new ApiKey("billing", { groupId: "g1", clientId: "k", clientSecret: "${declared}", rotation: { enabled: true } });`;
    await at.stack.program(program("first-declared"));
    await at.stack.up();
    at.otoroshi.rotate("k");
    at.otoroshi.rotate("k");
    await at.stack.refresh();
    assertEmpty(await at.stack.preview());
    await at.stack.program(program("second-declared"));
    assert.notEqual((await at.stack.preview()).code, 0);
    await at.stack.up();
    assert.equal(secret(), "second-declared");
    assertEmpty(await at.stack.preview());
  });
});

describe("on the real engine, the quotas of a key", function () {
  this.timeout(180_000);
  let at: Scene;
  afterEach(() => at.end());

  it("are reset once by a change in quotaResetTriggers", async () => {
    at = await scene();
    const program = (trigger: number): string =>
      `new ApiKey("billing", { groupId: "g1", clientId: "k", dailyQuota: 100, quotaResetTriggers: [${String(trigger)}] });`;
    await at.stack.program(program(1));
    await at.stack.up();
    assert.ok(!at.takeRequests().some((one) => one.endsWith("/quotas")));
    at.otoroshi.recordCalls("k", 42);
    await at.stack.program(program(2));
    await at.stack.up();
    const resets = at.takeRequests().filter((one) => one.endsWith("/quotas"));
    assert.deepEqual(resets, ["DELETE /api/groups/g1/apikeys/k/quotas"]);
    await at.stack.up();
    assert.ok(!at.takeRequests().some((one) => one.endsWith("/quotas")));
  });
});
