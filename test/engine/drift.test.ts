import assert from "node:assert/strict";
import type { ApiKey, EmbeddedOtoroshi } from "../otoroshi";
import type { Run } from "./pulumi-cli";
import { assertEmpty, everyField, scene, type Scene } from "./scene";

/** Changes a key behind the provider's back. */
function change(otoroshi: EmbeddedOtoroshi, clientId: string, changes: object): void {
  const key = otoroshi.keys.get(clientId);
  assert.ok(key, `no key ${clientId}`);
  otoroshi.keys.set(clientId, { ...structuredClone(key), ...changes });
}

const billing =
  'new ApiKey("billing", { groupId: "g1", clientId: "billing-id", dailyQuota: 1000, metadata: { env: "prod" } });\n';

/** A key whose validity ended long ago. */
const ended =
  'new ApiKey("ended", { groupId: "g1", clientId: "ended-id", enabled: true, validUntil: "2001-01-01T00:00:00Z" });\n';

const everything =
  billing +
  ended +
  `new ApiKey("partner", { groupId: "g1", clientId: "partner-id", clientSecret: "declared-secret" });
  new ApiKey("gone", { groupId: "g1" });
  new ApiKey("full", { groupId: "g1", ${everyField("full")} });
  new ApiKey("few", { groupId: "g1", clientId: "few-id", tags: ["a", "b"] });`;

describe("on the real engine, drift", function () {
  this.timeout(180_000);
  let at: Scene;
  let gone: ApiKey;
  let preview: Run;
  let refreshing: Run;
  let requests: string[];
  let patches: unknown[];

  before(async () => {
    at = await scene();
    await at.stack.program(everything);
    await at.stack.up();
    const { otoroshi } = at;
    change(otoroshi, "billing-id", { dailyQuota: 500, metadata: { env: "dev", theirs: "stays" } });
    change(otoroshi, "partner-id", { clientSecret: "changed-by-hand" });
    gone = [...otoroshi.keys].find((key) => key.clientName === "gone") as ApiKey;
    otoroshi.keys.delete(gone.clientId);
    change(otoroshi, "few-id", {
      tags: ["b", "a", "b"],
      description: "theirs",
      dailyQuota: 7,
      metadata: { theirs: "x" },
    });
    change(otoroshi, "full-id", {
      tags: ["a", "b"],
      authorizedEntities: ["route_r9", "group_g2", "group_g1"],
      authorizations: [],
      authorizedGroup: null,
      _loc: { tenant: "default", teams: ["default", "x"] },
      metadata: { "a/b": "c", env: "prod", theirs: "x" },
    });
    otoroshi.rotate("full-id");
    otoroshi.rotate("full-id");
    preview = await at.stack.preview();
    refreshing = await at.stack.preview("--refresh");
    at.takeRequests();
    await at.stack.up();
    patches = at.patches();
    requests = at.takeRequests();
  });
  after(() => at.end());

  it("is seen by a plain preview, said in one line, and fails --expect-no-changes", () => {
    assert.notEqual(preview.code, 0);
    assert.match(
      preview.output,
      /^\s*billing: dailyQuota is 500, declared 1000; metadata\.env is "dev", declared "prod" \(api key 'billing-id'\)$/m,
    );
    assert.match(preview.output, /~ 3 to update/);
  });

  it("of a secret is said without its value", () => {
    assert.match(
      preview.output,
      /^\s*partner: clientSecret differs from the declared value \(api key 'partner-id'\)$/m,
    );
    assert.equal(at.otoroshi.keys.get("partner-id")?.clientSecret, "declared-secret");
  });

  it("is repaired by a patch of just that, which leaves what others wrote", () => {
    const [quota, secret, ...more] = [...patches].sort(
      (a, b) => JSON.stringify(b).length - JSON.stringify(a).length,
    );
    assert.deepEqual(quota, [
      { op: "replace", path: "/dailyQuota", value: 1000 },
      { op: "replace", path: "/metadata/env", value: "prod" },
    ]);
    assert.deepEqual(secret, [{ op: "replace", path: "/clientSecret", value: "declared-secret" }]);
    assert.deepEqual(more, []);
    assert.deepEqual(at.otoroshi.keys.get("billing-id")?.metadata, { env: "prod", theirs: "stays" });
  });

  it("shows each property, old and new, in preview --refresh", () => {
    assert.match(refreshing.output, /dailyQuota *: 1000 => 500/);
  });

  it("of a deleted key without refresh: preview says it is missing, up creates it again with the id and the secret its consumers know", () => {
    assert.match(preview.output, /gone: the key is not on the server any more/);
    const after = at.otoroshi.keys.get(gone.clientId);
    assert.deepEqual([after?.clientId, after?.clientSecret], [gone.clientId, gone.clientSecret]);
    assert.equal(requests.filter((one) => one.startsWith("POST")).length, 1);
  });

  it("is none: order, defaults, fields and metadata of others, what the server adds and rotates by itself, and an expired key", () => {
    for (const name of ["full", "few", "ended"])
      assert.doesNotMatch(preview.output, new RegExp(`^\\s*${name}: `, "m"));
    assert.equal(at.otoroshi.keys.get("ended-id")?.enabled, false);
    assert.equal(at.otoroshi.keys.get("few-id")?.description, "theirs");
  });

  it("is gone after up, in a preview, in a refresh, and after that", async () => {
    assertEmpty(await at.stack.preview());
    await at.stack.refresh();
    assertEmpty(await at.stack.preview());
  });
});

describe("on the real engine, drift that a refresh takes over", function () {
  this.timeout(300_000);
  let at: Scene;
  let refresh: Run;
  let kept: string[];
  let wayBack: Run;
  let fresh: ApiKey | undefined;

  const rest = 'new ApiKey("gone", { groupId: "g1", clientId: "gone-id", dailyQuota: 7 });\n';
  const few = 'new ApiKey("few", { groupId: "g1", clientId: "few-id" });\n';
  const full = `new ApiKey("few", { groupId: "g1", ${everyField("few")} });`;

  before(async () => {
    at = await scene();
    await at.stack.program(billing + rest + ended + few);
    await at.stack.up();
    fresh = structuredClone(at.otoroshi.keys.get("few-id"));
    change(at.otoroshi, "billing-id", { dailyQuota: 500 });
    at.otoroshi.keys.delete("gone-id");
    refresh = await at.stack.refresh();
    kept = (await at.stack.keys()).map((one) => one.id);
    wayBack = await at.stack.preview();
    await at.stack.program(billing + rest + ended + full);
    await at.stack.up();
  });
  after(() => at.end());

  it("shows each property, old and new, and the way back in the preview after", async () => {
    assert.match(refresh.output, /dailyQuota *: 1000 => 500/);
    assert.match(wayBack.output, /dailyQuota *: 500 => 1000/);
    assert.equal(at.otoroshi.keys.get("billing-id")?.dailyQuota, 1000);
    assertEmpty(await at.stack.preview());
  });

  it("of a deleted key: refresh forgets it, and the next up creates it", () => {
    assert.match(refresh.output, /gone: the key is not on the server any more \(api key 'gone-id'\)/);
    assert.deepEqual(kept.sort(), ["billing-id", "ended-id", "few-id"]);
    assert.equal(at.otoroshi.keys.get("gone-id")?.dailyQuota, 7);
  });

  it("costs no request at all with driftDetection false", async () => {
    await at.stack.configure({ "otoroshi:driftDetection": "false" });
    change(at.otoroshi, "billing-id", { dailyQuota: 500 });
    at.takeRequests();
    assertEmpty(await at.stack.preview());
    assert.deepEqual(at.takeRequests(), []);
    await at.stack.configure({ "otoroshi:driftDetection": "true" });
  });

  it("costs a warning, once, when the server is out of reach, and the state is compared instead", async () => {
    await at.stack.program(billing.replace("1000", "2000") + rest + ended + full);
    await at.stack.configure({ "otoroshi:url": "http://127.0.0.1:9" });
    const preview = await at.stack.preview();
    await at.stack.configure({ "otoroshi:url": at.otoroshi.url });
    assert.equal(preview.output.match(/warning: .*cannot be reached/g)?.length, 1);
    assert.match(preview.output, /dailyQuota: 1000 => 2000/);
    assert.match(preview.output, /~ 1 to update/);
  });

  describe("and what is declared otherwise after it", () => {
    before(async () => {
      const metadata = { ...at.otoroshi.keys.get("few-id")?.metadata, theirs: "stays" };
      change(at.otoroshi, "few-id", { metadata });
      change(at.otoroshi, "billing-id", { dailyQuota: 500 });
      await at.stack.program(
        `new ApiKey("billing", { groupId: "g1", clientId: "billing-id", dailyQuota: 2000, metadata: { env: "prod" } }, { ignoreChanges: ["dailyQuota"] });
        ${ended.replace("2001", "2100")} ${few}`,
      );
      at.takeRequests();
      await at.stack.up();
    });

    it("is repaired to the value that ignoreChanges keeps: the option does not reach the provider", () => {
      assert.equal(at.otoroshi.keys.get("billing-id")?.dailyQuota, 1000);
    });

    it("is written once: an expired key that is extended, and every field and single metadata key that is declared no longer", () => {
      assert.deepEqual(
        at.patches().filter((one) => JSON.stringify(one).includes('"/enabled"')),
        [
          [
            { op: "replace", path: "/enabled", value: true },
            { op: "replace", path: "/validUntil", value: Date.UTC(2100, 0, 1) },
          ],
        ],
      );
      const now = at.otoroshi.keys.get("few-id");
      assert.deepEqual(now, { ...fresh, clientSecret: now?.clientSecret, metadata: { theirs: "stays" } });
    });

    it("is no difference any more, in a preview and a refresh", async () => {
      assertEmpty(await at.stack.preview());
      assertEmpty(await at.stack.refresh());
    });
  });
});
