import assert from "node:assert/strict";
import { ADMIN_SECRET, assertEmpty, scene, type Scene } from "./scene";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";

describe("on the real engine, reading", function () {
  this.timeout(180_000);
  let at: Scene;
  let outputs: Record<string, unknown>;

  const program = `
    const existing = ApiKey.get("existing", "theirs", { serviceId: "s1" });
    const where = { serviceId: "s1", clientId: "theirs" };
    module.exports = async () => ({
      got: { name: existing.clientName, quota: existing.dailyQuota, secret: existing.clientSecret },
      isSecret: pulumi.isSecret(existing.clientSecret),
      key: pulumi.secret(await otoroshi.getApiKey(where)),
      keyOutput: otoroshi.getApiKeyOutput({ serviceId: pulumi.output("s1"), clientId: "theirs" }),
      ofScope: (await otoroshi.getApiKeys({ serviceId: "s1" })).map((key) => key.clientId),
      ofRoute: (await otoroshi.getApiKeys({ routeId: "r1" })).map((key) => key.clientId),
      ofServer: (await otoroshi.getApiKeys()).map((key) => key.clientId),
      keysOutput: otoroshi.getApiKeysOutput({ serviceId: "s1" }).apply((keys) => keys.length),
      quotas: await otoroshi.getApiKeyQuotas(where),
      quotasOutput: otoroshi.getApiKeyQuotasOutput(where).remainingCallsPerDay,
      group: (await otoroshi.getApiKeyGroup(where)).id,
      groupOutput: otoroshi.getApiKeyGroupOutput(where).id,
      secrets: [
        await pulumi.isSecret(otoroshi.getApiKeyOutput(where)),
        await pulumi.isSecret(otoroshi.getApiKeysOutput({ serviceId: "s1" })),
        await pulumi.isSecret(otoroshi.getApiKeyQuotasOutput(where)),
      ],
    });`;

  before(async () => {
    at = await scene();
    at.otoroshi.keys.set("theirs", {
      clientName: "theirs",
      clientSecret: "secret-of-theirs",
      dailyQuota: 7,
      authorizedEntities: ["service_s1"],
    });
    at.otoroshi.keys.set("routed", { clientSecret: "secret-of-routed", authorizedEntities: ["route_r1"] });
    await at.stack.program(program);
    await at.stack.up();
    outputs = await at.stack.outputs();
  });
  after(() => at.end());

  it("the four get functions and their Output twins give the same, secrets as secrets", () => {
    const key = outputs["key"] as Record<string, unknown>;
    assert.deepEqual(
      [key["clientName"], key["clientSecret"], key["dailyQuota"]],
      ["theirs", "secret-of-theirs", 7],
    );
    assert.deepEqual(outputs["keyOutput"], key);
    assert.deepEqual(
      [
        outputs["ofScope"],
        outputs["ofRoute"],
        outputs["ofServer"],
        outputs["keysOutput"],
        outputs["group"],
        outputs["groupOutput"],
      ],
      [["theirs"], ["routed"], ["theirs", "routed"], 1, "g1", "g1"],
    );
    assert.equal((outputs["quotas"] as Record<string, unknown>)["authorizedCallsPerDay"], 7);
    assert.equal(outputs["quotasOutput"], 7);
    assert.deepEqual(outputs["secrets"], [true, true, false]);
  });

  it("ApiKey.get gives an existing key, its secret as a secret, and leaves it alone", async () => {
    assert.deepEqual(outputs["got"], { name: "theirs", quota: 7, secret: "secret-of-theirs" });
    assert.equal(outputs["isSecret"], true);
    assertEmpty(await at.stack.preview());
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 2);
  });

  it("ApiKey.get waits in a preview for a scope that is not known yet", async () => {
    at.otoroshi.keys.set("ours", { clientSecret: "secret-of-ours", authorizedEntities: ["group_g1"] });
    await at.stack.program(`
      const made = new ApiKey("made", { groupId: "g1" });
      const ours = ApiKey.get("ours", "ours", { groupId: made.id.apply(() => "g1") });
      new ApiKey("dependant", { groupId: "g1", metadata: { of: ours.clientName } });
      module.exports = { of: ours.clientName };`);
    const { output } = await at.stack.run("preview");
    assert.doesNotMatch(output, /error/u);
    await at.stack.up();
    assert.deepEqual(await at.stack.outputs(), { of: "ours" });
    assertEmpty(await at.stack.preview());
    await at.stack.destroy();
  });

  it("of a key that is not there ends the program with one line, and a misspelled setting is warned of", async () => {
    await at.stack.program(`
      new ApiKey("billing", { groupId: "g1", clientId: "k" });
      void otoroshi.getApiKey({ groupId: "g1", clientId: "missing" });`);
    await at.stack.configure({ "otoroshi:reqestTimeout": "5" });
    const { code, output } = await at.stack.run("preview");
    assert.notEqual(code, 0);
    assert.match(
      output,
      /error: (OtoroshiError: )?api key 'missing' of group 'g1' on \S+: there is no such key/,
    );
    assert.doesNotMatch(output, /^\s+at /m);
    assert.match(
      output,
      /warning: Unknown setting otoroshi:reqestTimeout is ignored\. .* otoroshi:requestTimeout/,
    );
    // What is said while the program runs may be shown twice: as it comes, and in the summary at the end.
    const [, summary = ""] = output.split("Diagnostics:");
    assert.equal(summary.match(/Unknown setting/g)?.length, 1);
  });
});

describe("on the real engine, several servers", function () {
  this.timeout(180_000);
  let at: Scene;
  let eu: EmbeddedOtoroshi;
  afterEach(async () => {
    await at.end();
    await eu.close();
  });

  it("are chosen by connection: a key moves by replacement, and no credential is stored in plain text", async () => {
    at = await scene();
    eu = await startOtoroshi({ admin: { clientId: "eu-admin", clientSecret: "eu-admin-secret" } });
    await at.stack.configure({
      "otoroshi:connections.eu.url": eu.url,
      "otoroshi:connections.eu.clientId": "eu-admin",
      "otoroshi:connections.eu.clientSecret": "eu-admin-secret",
    });
    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "k" });');
    await at.stack.up();
    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "k", connection: "eu" });');
    assert.match((await at.stack.preview()).output, /replace/);
    await at.stack.up();
    assert.deepEqual([at.otoroshi.keys.size, eu.keys.size], [0, 1]);
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
    const state = await at.stack.stateFile();
    assert.ok(!state.includes("eu-admin-secret") && !state.includes(ADMIN_SECRET));
    await at.stack.program('new ApiKey("billing", { groupId: "g1", clientId: "k", connection: "nowhere" });');
    const unknown = await at.stack.tryUp();
    assert.match(unknown.output, /otoroshi:connections has no 'nowhere'; it has eu/);
    await at.stack.destroy();
    assert.equal(eu.keys.size, 0);
  });
});
