import assert from "node:assert/strict";
import { startOtoroshi, type ApiKey, type EmbeddedOtoroshi } from "../otoroshi";
import { assertEmpty, everyField, OWN_PROCESS, scene, type Scene } from "./scene";

describe("on the real engine, an ApiKey", function () {
  this.timeout(300_000);
  let at: Scene;
  let requests: string[];

  const scopes = { groupId: "g1", serviceId: "s1", routeId: "r1" };
  const full = Object.entries(scopes)
    .map(
      ([argument, id]) => `new ApiKey("full-${id}", { ${argument}: "${id}", ${everyField(`full-${id}`)} });`,
    )
    .join("\n");
  const program = (changed: string, replaced: string): string => `${full}
    new ApiKey("changed", { groupId: "g1", clientId: "changed", ${changed} });
    new ApiKey("replaced", { groupId: "g1", clientId: "${replaced}" });
    const key = new ApiKey("billing", {
      groupId: "g1", clientSecret: "declared-in-plain-text", description: pulumi.output("from an output"),
    });
    exports.id = key.id; exports.clientId = key.clientId; exports.secret = key.clientSecret; exports.name = key.clientName;
    exports.description = key.description; exports.quota = key.dailyQuota; exports.entities = key.authorizedEntities;
    exports.rotation = key.rotation; exports.validUntil = key.validUntil; exports.tenant = key.tenant;
    exports.isSecret = pulumi.isSecret(key.clientSecret);
    new ApiKey("second", { groupId: "g1", metadata: { successorOf: key.clientId }, tags: [key.clientId] });`;

  before(async () => {
    at = await scene({}, {}, OWN_PROCESS);
    await at.stack.program(program('dailyQuota: 5, metadata: { env: "dev" }', "one"));
    const preview = await at.stack.run("preview");
    assert.equal(preview.code, 0, preview.output);
    at.takeRequests();
    await at.stack.up();
    requests = at.takeRequests();
  });
  after(() => at.end());

  const named = (clientName: string): ApiKey => {
    const found = [...at.otoroshi.keys].find((one) => one.clientName === clientName);
    assert.ok(found, `no key is called ${clientName}`);
    return found;
  };

  it("of a group, a service or a route with every field declared is made by one request, and then up, preview and refresh find nothing to do", async () => {
    assert.deepEqual(requests.sort(), [
      "GET /api/infos",
      ...Array.from({ length: 5 }, () => "POST /api/groups/g1/apikeys"),
      "POST /api/routes/r1/apikeys",
      "POST /api/services/s1/apikeys",
    ]);
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
    assertEmpty(await at.stack.preview("--refresh"));
    assertEmpty(await at.stack.up());
    assert.deepEqual(at.patches(), []);
  });

  it("gives its outputs to the program, and keeps secrets out of the state: __provider is a short reference", async () => {
    const live = named("billing");
    assert.deepEqual(named("second").metadata, { successorOf: live.clientId });
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
    const key = (await at.stack.keys()).find((one) => one.id === live.clientId);
    assert.ok(key);
    // The line of the program, although no stack traces are taken there.
    assert.match(key.sourcePosition, /^project:\/\/\/index\.js#/u);
    const provider = String(key.inputs["__provider"]);
    assert.ok(provider.length <= 400, provider);
    assert.match(provider, /require\("pulumi-otoroshi\/provider"\)/);
    assert.equal(key.outputs["__provider"], provider);
    for (const holder of [key.inputs, key.outputs]) {
      assert.ok((holder["clientSecret"] as { ciphertext?: string }).ciphertext);
    }
    assert.doesNotMatch(await at.stack.stateText(), /declared-in-plain-text/);
  });

  it("is changed by a patch of just what changed, replaced for another clientId, and destroyed with nothing left", async () => {
    await at.stack.program(program('dailyQuota: 6, metadata: { env: "prod" }', "two"));
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
    assert.equal(at.otoroshi.keys.get("one"), undefined);
    assert.equal(named("replaced").clientId, "two");
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
    assert.deepEqual(await at.stack.keys(), []);
  });

  it("is refused with the property's name, by its scope or as an import, in one line each; nothing is sent or left behind", async () => {
    const refused = async (source: string): Promise<string> => {
      await at.stack.program(source);
      const { code, output } = await at.stack.tryUp();
      assert.notEqual(code, 0);
      assert.doesNotMatch(output, /^\s+at /m);
      return output;
    };
    at.takeRequests();
    const output = await refused(
      'new ApiKey("bad", { groupId: "g1", metadata: { retries: 3 }, dailyQuota: "many" });',
    );
    assert.match(output, /metadata\.retries/);
    assert.match(output, /dailyQuota/);
    const imported = 'new ApiKey("old", { groupId: "g1", clientId: "k" }, { import: "k" });';
    assert.match(await refused(imported), /the import option is not supported.*adopt: true/);
    assert.deepEqual(at.takeRequests(), []);
    const lost = 'new ApiKey("lost", { groupId: "nowhere" });';
    assert.match(await refused(lost), /there is no group 'nowhere'.*Create it first/);
    assert.deepEqual(await at.stack.keys(), []);
  });
});

describe("on the real engine, an ApiKey whose creation goes wrong", function () {
  this.timeout(180_000);
  let at: Scene;
  let old: EmbeddedOtoroshi;
  before(async () => {
    at = await scene();
    old = await startOtoroshi({ legacy: true });
    await at.stack.configure({
      "otoroshi:connections.old.url": old.url,
      "otoroshi:connections.old.clientId": old.clientId,
      "otoroshi:connections.old.clientSecret": old.clientSecret,
    });
  });
  after(async () => {
    await at.end();
    await old.close();
  });

  const lost = 'new ApiKey("lost", { groupId: "g1", clientId: "lost" });\n';

  it("recognises its own key when the answer was lost: none fails, none is doubled", async () => {
    at.otoroshi.loseAnswers("POST");
    await at.stack.program(lost);
    await at.stack.up();
    assert.equal(at.otoroshi.keys.size, 1);
    assertEmpty(await at.stack.preview());
  });

  it("is in the state when it is not known whether it was created, and the next up finds or makes it", async () => {
    await at.stack.program(`${lost} new ApiKey("billing", { groupId: "g1", clientId: "dark" });`);
    at.otoroshi.loseAnswers("POST", 99);
    const unreadable = at.otoroshi.fail({
      method: "GET",
      path: /\/apikeys/u,
      times: Infinity,
      how: { reset: "before" },
    });
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /'dark'.*It is not known whether the key was created/s);
    const secret = String(at.otoroshi.keys.get("dark")?.clientSecret);
    assert.ok(!(await at.stack.stateFile()).includes(secret));
    assert.deepEqual((await at.stack.keys()).map((one) => one.id).sort(), ["dark", "lost"]);
    at.otoroshi.loseAnswers("POST", 0);
    unreadable.stop();
    await at.stack.up();
    assert.equal(at.otoroshi.keys.size, 2);
    assertEmpty(await at.stack.preview());
  });

  it("is in the state when it was made otherwise than asked, where refresh and destroy find it", async () => {
    await at.stack.program(
      `${lost} new ApiKey("billing", {
        groupId: "g1", connection: "old", throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} },
      });`,
    );
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /did not store throttlingStrategy as declared/);
    assert.equal(old.keys.size, 1);
    await at.stack.refresh();
    assert.ok((await at.stack.keys()).some((one) => old.keys.get(one.id) !== undefined));
    await at.stack.destroy();
    assert.deepEqual([at.otoroshi.keys.size, old.keys.size], [0, 0]);
  });
});
