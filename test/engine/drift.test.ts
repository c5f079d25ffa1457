import assert from "node:assert/strict";
import type { EmbeddedOtoroshi } from "../otoroshi";
import { assertEmpty, everyField, scene, type Scene } from "./scene";

/** Changes a key behind the provider's back. */
function change(otoroshi: EmbeddedOtoroshi, clientId: string, changes: object): void {
  const key = otoroshi.keys.get(clientId);
  assert.ok(key, `no key ${clientId}`);
  otoroshi.keys.set(clientId, { ...structuredClone(key), ...changes });
}

describe("on the real engine, drift", function () {
  this.timeout(180_000);
  let at: Scene;
  afterEach(() => at.end());

  const billing =
    'new ApiKey("billing", { groupId: "g1", clientId: "billing-id", dailyQuota: 1000, metadata: { env: "prod" } });';

  it("is seen by a plain preview, said in one line, fails --expect-no-changes, and is repaired by a patch of just that", async () => {
    at = await scene();
    await at.stack.program(billing);
    await at.stack.up();
    change(at.otoroshi, "billing-id", { dailyQuota: 500, metadata: { env: "dev", theirs: "stays" } });
    const preview = await at.stack.preview();
    assert.notEqual(preview.code, 0);
    assert.match(
      preview.output,
      /^\s*billing: dailyQuota is 500, declared 1000; metadata\.env is "dev", declared "prod" \(api key 'billing-id'\)$/m,
    );
    at.takeRequests();
    await at.stack.up();
    assert.deepEqual(at.patches(), [
      [
        { op: "replace", path: "/dailyQuota", value: 1000 },
        { op: "replace", path: "/metadata/env", value: "prod" },
      ],
    ]);
    assert.deepEqual(at.otoroshi.keys.get("billing-id")?.metadata, { env: "prod", theirs: "stays" });
    assertEmpty(await at.stack.preview());
  });

  it("of a secret is said without its value", async () => {
    at = await scene();
    await at.stack.program(
      'new ApiKey("billing", { groupId: "g1", clientId: "k", clientSecret: "declared-secret" });',
    );
    await at.stack.up();
    change(at.otoroshi, "k", { clientSecret: "changed-by-hand" });
    const { output } = await at.stack.preview();
    assert.match(output, /^\s*billing: clientSecret is not the declared one \(api key 'k'\)$/m);
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get("k")?.clientSecret, "declared-secret");
  });

  it("costs a warning, once, when the server is out of reach, and the state is compared instead", async () => {
    at = await scene();
    await at.stack.program(`${billing} new ApiKey("second", { groupId: "g1" });`);
    await at.stack.up();
    await at.stack.configure({ "otoroshi:url": "http://127.0.0.1:9" });
    const preview = await at.stack.preview();
    assert.equal(preview.code, 0, preview.output);
    assert.equal(preview.output.match(/warning: .*cannot be reached/g)?.length, 1);
    await at.stack.program(billing.replace("1000", "2000"));
    assert.match((await at.stack.preview()).output, /dailyQuota: 1000 => 2000/);
  });

  it("costs no request at all with driftDetection false", async () => {
    at = await scene({}, { "otoroshi:driftDetection": "false" });
    await at.stack.program(billing);
    await at.stack.up();
    change(at.otoroshi, "billing-id", { dailyQuota: 500 });
    at.takeRequests();
    assertEmpty(await at.stack.preview());
    assert.deepEqual(at.takeRequests(), []);
  });

  it("from a value that ignoreChanges keeps is repaired to that value: the option does not reach the provider", async () => {
    at = await scene();
    await at.stack.program(billing);
    await at.stack.up();
    await at.stack.program(
      'new ApiKey("billing", { groupId: "g1", clientId: "billing-id", dailyQuota: 2000, metadata: { env: "prod" } }, { ignoreChanges: ["dailyQuota"] });',
    );
    assertEmpty(await at.stack.preview());
    change(at.otoroshi, "billing-id", { dailyQuota: 500 });
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get("billing-id")?.dailyQuota, 1000);
  });

  it("shows each property, old and new, in refresh and in preview --refresh, and the way back in the preview after", async () => {
    at = await scene();
    await at.stack.program(billing);
    await at.stack.up();
    change(at.otoroshi, "billing-id", { dailyQuota: 500 });
    assert.match((await at.stack.preview("--refresh")).output, /dailyQuota *: 1000 => 500/);
    assert.match((await at.stack.refresh()).output, /dailyQuota *: 1000 => 500/);
    const after = await at.stack.preview();
    assert.match(after.output, /dailyQuota *: 500 => 1000/);
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get("billing-id")?.dailyQuota, 1000);
    assertEmpty(await at.stack.preview());
  });

  it("of a deleted key: preview says it is missing, refresh forgets it, and the next up creates it", async () => {
    at = await scene();
    await at.stack.program(billing);
    await at.stack.up();
    at.otoroshi.keys.delete("billing-id");
    const preview = await at.stack.preview();
    assert.notEqual(preview.code, 0);
    assert.match(preview.output, /billing: the key is not on the server any more/);
    await at.stack.refresh();
    assert.deepEqual(await at.stack.keys(), []);
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get("billing-id")?.dailyQuota, 1000);
  });

  it("of a deleted key without refresh: up creates it again with the id and the secret its consumers know", async () => {
    at = await scene();
    await at.stack.program('new ApiKey("billing", { groupId: "g1" });');
    await at.stack.up();
    const [before] = structuredClone([...at.otoroshi.keys]);
    assert.ok(before);
    at.otoroshi.keys.clear();
    await at.stack.up();
    const [after] = at.otoroshi.keys;
    assert.deepEqual([after?.clientId, after?.clientSecret], [before.clientId, before.clientSecret]);
    assertEmpty(await at.stack.preview());
  });

  it("is none: order, defaults, fields and metadata of others, and what the server adds and rotates by itself", async () => {
    at = await scene();
    await at.stack.program(`
      new ApiKey("full", { groupId: "g1", ${everyField("full")} });
      new ApiKey("few", { groupId: "g1", clientId: "few-id", tags: ["a", "b"] });`);
    await at.stack.up();
    change(at.otoroshi, "few-id", {
      tags: ["b", "a", "b"],
      description: "theirs",
      dailyQuota: 7,
      metadata: { theirs: "x" },
    });
    change(at.otoroshi, "full-id", {
      tags: ["a", "b"],
      authorizedEntities: ["route_r9", "group_g2", "group_g1"],
      authorizations: [],
      authorizedGroup: null,
      _loc: { tenant: "default", teams: ["default", "x"] },
      metadata: { "a/b": "c", env: "prod", theirs: "x" },
    });
    at.otoroshi.rotate("full-id");
    at.otoroshi.rotate("full-id");
    assertEmpty(await at.stack.preview());
    await at.stack.refresh();
    assertEmpty(await at.stack.preview());
    at.takeRequests();
    await at.stack.up();
    assert.deepEqual(at.patches(), []);
  });

  it("is none while an expired key is disabled; extended, it is enabled again as declared, by one patch", async () => {
    at = await scene();
    const key = (validUntil: string): string =>
      `new ApiKey("ended", { groupId: "g1", clientId: "k", enabled: true, validUntil: "${validUntil}" });`;
    await at.stack.program(key("2001-01-01T00:00:00Z"));
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get("k")?.enabled, false);
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
    await at.stack.program(key("2100-01-01T00:00:00Z"));
    at.takeRequests();
    await at.stack.up();
    assert.deepEqual(at.patches(), [
      [
        { op: "replace", path: "/enabled", value: true },
        { op: "replace", path: "/validUntil", value: Date.UTC(2100, 0, 1) },
      ],
    ]);
    assertEmpty(await at.stack.preview());
  });

  it("is none for what is no longer declared: every field and single metadata key goes back to its default, once", async () => {
    at = await scene();
    await at.stack.program('new ApiKey("few", { groupId: "g1", clientId: "few-id" });');
    await at.stack.up();
    const fresh = structuredClone(at.otoroshi.keys.get("few-id"));
    await at.stack.program(`new ApiKey("few", { groupId: "g1", ${everyField("few")} });`);
    await at.stack.up();
    change(at.otoroshi, "few-id", {
      metadata: { ...at.otoroshi.keys.get("few-id")?.metadata, theirs: "stays" },
    });
    await at.stack.program('new ApiKey("few", { groupId: "g1", clientId: "few-id" });');
    await at.stack.up();
    const now = at.otoroshi.keys.get("few-id");
    assert.deepEqual(now, { ...fresh, clientSecret: now?.clientSecret, metadata: { theirs: "stays" } });
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
  });
});
