import assert from "node:assert/strict";
import { assertEmpty, everyField, scene, type Scene } from "./scene";

describe("on the real engine, an ApiKey", function () {
  this.timeout(180_000);
  let at: Scene;
  afterEach(() => at.end());

  for (const [argument, path] of [
    ['groupId: "g1"', "/api/groups/g1/apikeys"],
    ['serviceId: "s1"', "/api/services/s1/apikeys"],
    ['routeId: "r1"', "/api/routes/r1/apikeys"],
  ] as const) {
    it(`of ${argument} with every field declared is made by one request, and then up, preview and refresh find nothing to do`, async () => {
      at = await scene();
      await at.stack.program(`new ApiKey("full", { ${argument}, ${everyField("full")} });`);
      await at.stack.up();
      assert.deepEqual(at.takeRequests(), ["GET /api/infos", `POST ${path}`]);
      assertEmpty(await at.stack.preview());
      assertEmpty(await at.stack.refresh());
      assertEmpty(await at.stack.preview());
      assertEmpty(await at.stack.preview("--refresh"));
      assertEmpty(await at.stack.up());
      assert.deepEqual(at.patches(), []);
      await at.stack.destroy();
      assert.equal(at.otoroshi.keys.size, 0);
    });
  }

  it("is changed by a patch of just what changed, replaced for another clientId, and destroyed with nothing left", async () => {
    at = await scene();
    await at.stack.program(
      'new ApiKey("billing", { groupId: "g1", clientId: "one", dailyQuota: 5, metadata: { env: "dev" } });',
    );
    await at.stack.up();
    await at.stack.program(
      'new ApiKey("billing", { groupId: "g1", clientId: "one", dailyQuota: 6, metadata: { env: "prod" } });',
    );
    const { output } = await at.stack.preview();
    assert.match(output, /dailyQuota: 5 => 6/);
    at.takeRequests();
    await at.stack.up();
    assert.deepEqual(at.patches(), [
      [
        { op: "replace", path: "/dailyQuota", value: 6 },
        { op: "replace", path: "/metadata/env", value: "prod" },
      ],
    ]);
    assert.equal(at.takeRequests().filter((one) => one.startsWith("PUT")).length, 0);

    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "two" });');
    await at.stack.up();
    assert.deepEqual(
      [...at.otoroshi.keys].map((key) => key.clientId),
      ["two"],
    );
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
    assert.deepEqual(await at.stack.keys(), []);
  });

  it("gives its outputs to the program: id, every field as on the server, and the secret as a secret", async () => {
    at = await scene();
    await at.stack.program(`
      const key = new ApiKey("billing", { groupId: "g1", description: pulumi.output("from an output") });
      exports.id = key.id; exports.clientId = key.clientId; exports.secret = key.clientSecret; exports.name = key.clientName;
      exports.description = key.description; exports.quota = key.dailyQuota; exports.entities = key.authorizedEntities;
      exports.rotation = key.rotation; exports.validUntil = key.validUntil; exports.tenant = key.tenant;
      exports.isSecret = pulumi.isSecret(key.clientSecret);`);
    await at.stack.up();
    const [live] = at.otoroshi.keys;
    assert.deepEqual(await at.stack.outputs(), {
      id: live?.clientId,
      clientId: live?.clientId,
      secret: live?.clientSecret,
      name: "billing",
      description: "from an output",
      quota: 10_000_000,
      entities: ["group_g1"],
      rotation: { enabled: false, rotationEvery: 744, gracePeriod: 168 },
      tenant: "default",
      isSecret: true,
    });
  });

  it("keeps secrets out of the state: __provider is a short reference, clientSecret is encrypted, the admin key is nowhere", async () => {
    at = await scene();
    await at.stack.program('new ApiKey("plain", { groupId: "g1", clientSecret: "declared-in-plain-text" });');
    await at.stack.up();
    const [key] = await at.stack.keys();
    assert.ok(key);
    const provider = String(key.inputs["__provider"]);
    assert.ok(provider.length <= 400, provider);
    assert.match(provider, /require\("pulumi-otoroshi\/provider"\)/);
    assert.equal(key.outputs["__provider"], provider);
    for (const holder of [key.inputs, key.outputs]) {
      assert.ok((holder["clientSecret"] as { ciphertext?: string }).ciphertext);
    }
    assert.doesNotMatch(await at.stack.stateText(), /declared-in-plain-text/);
  });

  it("is refused with the property's name, and nothing is sent", async () => {
    at = await scene();
    await at.stack.program(
      'new ApiKey("bad", { groupId: "g1", metadata: { retries: 3 }, dailyQuota: "many" });',
    );
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /metadata\.retries/);
    assert.match(output, /dailyQuota/);
    assert.doesNotMatch(output, /^\s+at /m);
    assert.deepEqual(at.takeRequests(), []);
  });

  it("recognises its own key when the answer to its creation was lost: none fails, none is doubled", async () => {
    at = await scene();
    at.otoroshi.loseAnswers("POST");
    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "k" });');
    await at.stack.up();
    assert.equal(at.otoroshi.keys.size, 1);
    assertEmpty(await at.stack.preview());
  });

  it("is in the state when it is not known whether it was created, and the next up finds or makes it", async () => {
    at = await scene();
    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "dark" });');
    at.otoroshi.loseAnswers("POST", 99);
    const unreadable = at.otoroshi.fail({
      method: "GET",
      path: /\/apikeys/u,
      times: Infinity,
      how: { reset: "before" },
    });
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /'dark'.*Whether the key was created is not known/s);
    const secret = String(at.otoroshi.keys.get("dark")?.clientSecret);
    assert.ok(!(await at.stack.stateFile()).includes(secret));
    assert.equal((await at.stack.keys()).length, 1);
    at.otoroshi.loseAnswers("POST", 0);
    unreadable.stop();
    await at.stack.up();
    assert.equal(at.otoroshi.keys.size, 1);
    assertEmpty(await at.stack.preview());
  });

  it("made otherwise than asked is in the state, where refresh and destroy find it", async () => {
    at = await scene({ legacy: true });
    await at.stack.program(
      'new ApiKey("billing", { groupId: "g1", throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} } });',
    );
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /not throttlingStrategy as declared/);
    assert.equal(at.otoroshi.keys.size, 1);
    await at.stack.refresh();
    assert.equal((await at.stack.keys()).length, 1);
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("waits for a preview's unknown values and is made when they are known", async () => {
    at = await scene();
    await at.stack.program(`
      const first = new ApiKey("first", { groupId: "g1" });
      new ApiKey("second", { groupId: "g1", metadata: { successorOf: first.clientId }, tags: [first.clientId] });`);
    const preview = await at.stack.run("preview");
    assert.equal(preview.code, 0, preview.output);
    await at.stack.up();
    const [first, second] = [...at.otoroshi.keys].sort((a, b) => a.clientName.localeCompare(b.clientName));
    assert.deepEqual(second?.metadata, { successorOf: first?.clientId });
    assertEmpty(await at.stack.preview());
  });

  it("fails in one line without a stack when the server refuses, and leaves nothing behind", async () => {
    at = await scene();
    await at.stack.program('new ApiKey("lost", { groupId: "nowhere" });');
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /there is no group 'nowhere'.*Create it first/);
    assert.doesNotMatch(output, /^\s+at /m);
    assert.deepEqual(await at.stack.keys(), []);
  });

  it("says that import cannot work, and what works instead", async () => {
    at = await scene();
    await at.stack.program('new ApiKey("old", { groupId: "g1", clientId: "k" }, { import: "k" });');
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /import cannot work.*adopt: true/);
  });
});
