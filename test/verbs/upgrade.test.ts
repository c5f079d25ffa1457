import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmbeddedOtoroshi } from "../otoroshi";
import { endScenes, scene } from "./scene";
import { assertDone, type Kept, type Properties, type Stack } from "./stack";

interface Release {
  readonly deployment: {
    deployment: { resources: { urn: string; id?: string; inputs: Properties; outputs: Properties }[] };
  };
  readonly apiKeys: Properties[];
}

/** The states that a release wrote, decrypted, as the engine hands them over, and their keys on the server. */
function restore(version: string, otoroshi: EmbeddedOtoroshi, stack: Stack): Record<string, Properties> {
  const file = join(__dirname, "..", "fixtures", `release-${version}.json`);
  const { apiKeys, deployment } = JSON.parse(readFileSync(file, "utf8")) as Release;
  for (const key of apiKeys) otoroshi.keys.set(String(key["clientId"]), key as never);
  const program: Record<string, Properties> = {};
  for (const { urn, id, inputs, outputs } of deployment.deployment.resources) {
    if (id === undefined || !urn.includes("otoroshi:ApiKey")) continue;
    const name = urn.split("::").at(-1) ?? "";
    const secret = String(otoroshi.keys.get(id)?.clientSecret);
    const plain = (properties: Properties): Properties => ({
      ...properties,
      ...("clientSecret" in properties ? { clientSecret: secret } : {}),
      ...("declared" in properties ? { declared: { enabled: true } } : {}),
    });
    const kept: Kept = { id, inputs: plain(inputs), outputs: plain(outputs), partial: false };
    stack.resources.set(name, kept);
    program[name] = Object.fromEntries(Object.entries(kept.inputs).filter(([key]) => key !== "__provider"));
  }
  return program;
}

const same = { full: "same", few: "same", expired: "same" } as const;

describe("the state of an earlier release", () => {
  afterEach(endScenes);

  for (const version of ["0.1.0", "0.2.0", "0.3.0"]) {
    it(`${version} changes nothing: previewed, refreshed and taken up it is the same, and it is destroyed`, async () => {
      const { otoroshi, stack, writes } = await scene();
      const program = restore(version, otoroshi, stack);
      assertDone(await stack.preview(program), same);
      assertDone(await stack.up(program), same);
      const refreshed = await stack.refresh();
      assert.deepEqual(refreshed.errors, {});
      assertDone(await stack.preview(program), same);
      assert.deepEqual(writes(), []);
      await stack.destroy();
      assert.equal(otoroshi.keys.size, 0);
    });

    it(`${version} knows what was declared: what no longer is goes back to its default`, async () => {
      const { otoroshi, stack } = await scene();
      const program = restore(version, otoroshi, stack);
      const few = { serviceId: "s1", clientName: "few" };
      const run = await stack.up({ ...program, few });
      assertDone(run, { ...same, few: "update" });
      assert.equal(otoroshi.keys.get(stack.kept("few").id)?.dailyQuota, 10_000_000);
      assert.match(String(stack.outputs("few")["managed"]), /^v3 [a-z0-9]{4}@[\w-]{5}= known - clientName$/u);
    });
  }

  const full = { clientName: "k", enabled: true, description: "", dailyQuota: 5 };
  const halfDone = (stack: Stack, outputs: Properties, inputs: Properties): void => {
    const __provider = 'exports.handler = () => require("pulumi-otoroshi/provider");';
    const kept = {
      id: "k",
      inputs: { ...inputs, __provider },
      outputs: { ...outputs, __provider },
      partial: true,
    };
    stack.resources.set("k", kept);
  };
  const key = {
    clientName: "k",
    clientSecret: "sent-secret",
    authorizedEntities: ["group_g1"],
    dailyQuota: 5,
  };
  const program = { k: { groupId: "g1", clientId: "k", dailyQuota: 5 } };
  // What 0.2.0 left when the answer to a creation was lost: the arguments, and no names.
  const unanswered = {
    groupId: "g1",
    clientId: "k",
    clientName: "k",
    clientSecret: "sent-secret",
    dailyQuota: 5,
    managed: "[]",
  };

  it("that does not know whether the key was created leaves somebody else's alone", async () => {
    const { otoroshi, stack, writes } = await scene();
    halfDone(stack, unanswered, program.k);
    otoroshi.keys.set("k", { ...key, clientSecret: "their-secret" });
    const run = await stack.up(program);
    assert.match(run.errors["k"] ?? "", /already.*adopt: true/u);
    const gone = await stack.destroy();
    assert.match(gone.said, /not deleted: its creation was not confirmed/u);
    assert.deepEqual(writes(), []);
  });

  it("that does not know whether the key was created knows its own by the secret, or makes it", async () => {
    for (const there of [true, false]) {
      const { otoroshi, stack, writes } = await scene();
      halfDone(stack, unanswered, program.k);
      if (there) otoroshi.keys.set("k", key);
      assertDone(await stack.up(program), { k: "update" });
      assert.equal(writes().length, there ? 0 : 1);
      assert.equal(otoroshi.keys.get("k")?.clientSecret, "sent-secret");
      assertDone(await stack.preview(program), { k: "same" });
    }
  });

  it("of a key that was made otherwise than asked owns it whatever its secret, and puts it right", async () => {
    const { otoroshi, stack } = await scene();
    // The server's own outputs, its scope among the entities: the key is known to be there.
    const outputs = { ...unanswered, ...full, dailyQuota: 9, authorizedEntities: ["group_g1"], metadata: {} };
    halfDone(stack, outputs, program.k);
    otoroshi.keys.set("k", { ...key, clientSecret: "rotated-since", dailyQuota: 9 });
    assertDone(await stack.up(program), { k: "update" });
    assert.equal(otoroshi.keys.get("k")?.dailyQuota, 5);
    assertDone(await stack.preview(program), { k: "same" });
    await stack.destroy();
    assert.equal(otoroshi.keys.size, 0);
  });

  it("that owes a reset, its trigger standing with the former value, serves it once", async () => {
    const { otoroshi, stack, writes } = await scene();
    const outputs = {
      ...unanswered,
      ...full,
      authorizedEntities: ["group_g1"],
      metadata: {},
      managed: '["clientId","dailyQuota","clientName"]',
      quotaResetTriggers: [1],
    };
    const owing = { k: { ...program.k, quotaResetTriggers: [2] } };
    halfDone(stack, outputs, owing.k);
    otoroshi.keys.set("k", key);
    assertDone(await stack.up(owing), { k: "update" });
    assert.deepEqual(writes(), ["DELETE /api/apikeys/k/quotas"]);
    assertDone(await stack.up(owing), { k: "same" });
  });

  it("is told from one that is no state of this package: of a later release it is refused", async () => {
    const { stack } = await scene();
    halfDone(stack, { ...unanswered, managed: "v4 x known - -" }, program.k);
    const { errors } = await stack.up(program);
    assert.match(String(errors["k"]), /written by a newer version of pulumi-otoroshi\. Upgrade the package/u);
  });

  it("is replaced by order of its user, and the former key, of a generated id, is deleted", async () => {
    const { otoroshi, stack } = await scene();
    const a = { groupId: "g1" };
    assertDone(await stack.up({ a }), { a: "create" });
    const kept = stack.kept("a");
    stack.resources.set("a", { ...kept, outputs: { ...kept.outputs, managed: '["clientName"]' } });
    assertDone(await stack.up({ a }, { replace: ["a"] }), { a: "replace" });
    assert.equal(otoroshi.keys.get(kept.id), undefined);
    assert.equal(otoroshi.keys.size, 1);
  });

  it("of two resources without a name of their own never takes one for the other", async () => {
    const { otoroshi, stack } = await scene();
    const outputs = {
      ...unanswered,
      ...full,
      authorizedEntities: ["group_g1"],
      metadata: {},
      managed: '["clientName"]',
    };
    halfDone(stack, outputs, program.k);
    otoroshi.keys.set("k", key);
    const run = await stack.up({ renamed: { ...program.k, adopt: true } });
    assertDone(run, { renamed: "create", k: "delete" });
    assert.ok(otoroshi.keys.get("k"));
  });
});
