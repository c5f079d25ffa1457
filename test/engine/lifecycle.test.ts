import assert from "node:assert/strict";
import { assertEmpty, everyField, scene, type Scene } from "./scene";

describe("on the real engine, an ApiKey", function () {
  this.timeout(180_000);
  let at: Scene;
  afterEach(() => at.end());

  it("of a group, a service or a route with every field declared is made by one request, and then up, preview and refresh find nothing to do", async () => {
    at = await scene();
    const scopes = { groupId: "g1", serviceId: "s1", routeId: "r1" };
    const programs = Object.entries(scopes).map(
      ([argument, id]) => `new ApiKey("full-${id}", { ${argument}: "${id}", ${everyField(`full-${id}`)} });`,
    );
    await at.stack.program(programs.join("\n"));
    await at.stack.up();
    assert.deepEqual(at.takeRequests().sort(), [
      "GET /api/infos",
      "POST /api/groups/g1/apikeys",
      "POST /api/routes/r1/apikeys",
      "POST /api/services/s1/apikeys",
    ]);
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
    assertEmpty(await at.stack.preview("--refresh"));
    assertEmpty(await at.stack.up());
    assert.deepEqual(at.patches(), []);
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });

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

  it("gives its outputs to the program, and keeps secrets out of the state: __provider is a short reference", async () => {
    at = await scene();
    await at.stack.program(`
      const key = new ApiKey("billing", {
        groupId: "g1", clientSecret: "declared-in-plain-text", description: pulumi.output("from an output"),
      });
      exports.id = key.id; exports.clientId = key.clientId; exports.secret = key.clientSecret; exports.name = key.clientName;
      exports.description = key.description; exports.quota = key.dailyQuota; exports.entities = key.authorizedEntities;
      exports.rotation = key.rotation; exports.validUntil = key.validUntil; exports.tenant = key.tenant;
      exports.isSecret = pulumi.isSecret(key.clientSecret);
      new ApiKey("second", { groupId: "g1", metadata: { successorOf: key.clientId }, tags: [key.clientId] });`);
    const preview = await at.stack.run("preview");
    assert.equal(preview.code, 0, preview.output);
    await at.stack.up();
    const [live, second] = [...at.otoroshi.keys].sort((a, b) => a.clientName.localeCompare(b.clientName));
    assert.ok(live);
    assert.deepEqual(second?.metadata, { successorOf: live.clientId });
    assert.deepEqual(await at.stack.outputs(), {
      id: live.clientId,
      clientId: live.clientId,
      secret: "declared-in-plain-text",
      name: "billing",
      description: "from an output",
      quota: 10_000_000,
      entities: ["group_g1"],
      rotation: { enabled: false, rotationEvery: 744, gracePeriod: 168 },
      tenant: "default",
      isSecret: true,
    });
    assertEmpty(await at.stack.preview());
    const key = (await at.stack.keys()).find((one) => one.id === live.clientId);
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

  it("is refused with the property's name, by its scope or as an import, in one line each; nothing is sent or left behind", async () => {
    at = await scene();
    const refused = async (program: string): Promise<string> => {
      await at.stack.program(program);
      const { code, output } = await at.stack.tryUp();
      assert.notEqual(code, 0);
      assert.doesNotMatch(output, /^\s+at /m);
      return output;
    };
    const output = await refused(
      'new ApiKey("bad", { groupId: "g1", metadata: { retries: 3 }, dailyQuota: "many" });',
    );
    assert.match(output, /metadata\.retries/);
    assert.match(output, /dailyQuota/);
    const imported = 'new ApiKey("old", { groupId: "g1", clientId: "k" }, { import: "k" });';
    assert.match(await refused(imported), /import cannot work.*adopt: true/);
    assert.deepEqual(at.takeRequests(), []);
    const lost = 'new ApiKey("lost", { groupId: "nowhere" });';
    assert.match(await refused(lost), /there is no group 'nowhere'.*Create it first/);
    assert.deepEqual(await at.stack.keys(), []);
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
});
