import assert from "node:assert/strict";
import type { EmbeddedOtoroshi } from "../otoroshi";
import { ADMIN_SECRET, assertEmpty, scene, type Scene } from "./scene";

/** The lines of a run that speak of a word, without what the engine puts around them. */
function linesOf(output: string, word: string): string[] {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.filter((line) => line.includes(word));
}

/** Changes a key behind the provider's back. */
function change({ keys }: EmbeddedOtoroshi, clientId: string, changes: object): void {
  keys.set(clientId, { ...structuredClone(keys.get(clientId)), ...changes } as never);
}

/** Asserts that what a program tells the provider besides its arguments is in no resource's properties. */
async function assertNothingOfTheProgram({ stack }: Scene): Promise<void> {
  for (const { inputs, outputs } of await stack.keys()) {
    assert.ok(!("__program" in inputs || "__program" in outputs));
  }
}

describe("on the real engine, the preview of new keys", function () {
  this.timeout(300_000);
  let at: Scene;
  before(async () => {
    at = await scene();
  });
  after(() => at.end());

  const onlyReads = (): boolean => at.takeRequests().every((one) => one.startsWith("GET "));

  it("says that a clientId exists and how to adopt it, and that a scope is not there yet", async () => {
    at.otoroshi.keys.set("taken", { clientSecret: "secret-of-taken", authorizedEntities: ["group_g2"] });
    await at.stack.program(`
      new ApiKey("billing", { groupId: "g1", clientId: "taken" });
      new ApiKey("lost", { groupId: "paymnets" });`);
    at.takeRequests();
    const { code, output } = await at.stack.run("preview");
    assert.equal(code, 0, output);
    assert.ok(onlyReads());
    assert.match(
      output,
      /billing: warning: a key with this clientId exists already.*adopt: true.*\(api key 'taken'\)/,
    );
    assert.match(output, /lost: warning: there is no group 'paymnets'; pulumi up fails unless/);
  });

  it("fails where the configuration of its connection is wrong or missing", async () => {
    await at.stack.program('new ApiKey("new", { groupId: "g1", clientId: "new" });');
    await at.stack.configure({ "otoroshi:clientSecret": "a-wrong-secret" });
    const wrong = await at.stack.run("preview");
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.output, /otoroshi:clientId or OTOROSHI_CLIENT_ID/);
    await at.stack.must("config", "rm", "otoroshi:clientSecret");
    const missing = await at.stack.run("preview");
    assert.notEqual(missing.code, 0);
    assert.match(missing.output, /otoroshi:clientSecret is not set/);
    await at.stack.configure({ "otoroshi:clientSecret": ADMIN_SECRET });
  });

  it("costs at most 10 requests for 1,000 keys, and up then sends nothing but the creations and one look", async () => {
    const program = (count: number): string => `
      for (let index = 0; index < ${String(count)}; index += 1) {
        const args = { groupId: "g" + (index % 3 + 1), description: "one of many", adopt: index % 2 === 0 };
        new ApiKey("key-" + index, index % 5 === 0 ? args : { ...args, clientId: "declared-" + index });
      }`;
    await at.stack.program(program(1_000));
    at.takeRequests();
    assert.equal((await at.stack.run("preview")).code, 0);
    const requests = at.takeRequests();
    assert.ok(requests.length <= 10, requests.join("\n"));
    await at.stack.program(program(20));
    await at.stack.up();
    const sent = at.takeRequests();
    assert.equal(sent.filter((one) => one.startsWith("POST ")).length, 20);
    assert.deepEqual(
      sent.filter((one) => !one.startsWith("POST ")),
      ["GET /api/infos"],
    );
    await at.stack.destroy();
  });

  it("says what taking over would change, as up does then: secrets hidden, other tools named, the name kept", async () => {
    at.otoroshi.keys.set("theirs", {
      clientName: "their name",
      clientSecret: "secret-of-theirs",
      description: "a description by hand",
      dailyQuota: 7,
      metadata: { token: "token-by-hand", stage: "dev", "otoroshi-provider": "kubernetes", daikoku__id: "x" },
      authorizedEntities: ["group_g1", "group_g2"],
    });
    await at.stack.program(`
      new ApiKey("billing", {
        groupId: "g1", clientId: "theirs", adopt: true, clientSecret: "the-declared-secret", dailyQuota: 1000,
        description: pulumi.secret("a secret description"),
        metadata: { token: pulumi.secret("the-declared-token"), stage: "prod" },
      });`);
    at.takeRequests();
    const preview = await at.stack.run("preview", "--diff");
    assert.equal(preview.code, 0, preview.output);
    assert.ok(onlyReads());
    assert.match(preview.output, /billing: would adopt api key 'theirs' of \S+: \d to change/);
    for (const line of [
      "clientSecret: [secret] -> [secret]",
      "dailyQuota: 7 -> 1000",
      "description: [secret] -> [secret]",
      "metadata.token: [secret] -> [secret]",
      'metadata.stage: "dev" -> "prod"',
    ]) {
      assert.deepEqual(linesOf(preview.output, line), [line]);
    }
    assert.match(preview.output, /warning: Otoroshi's Kubernetes operator also manages this key/);
    assert.match(preview.output, /warning: Daikoku also manages this key/);

    const up = await at.stack.up();
    const said = (output: string): string[] =>
      linesOf(output, " -> ").filter((line) => /^[\w.]+: /u.test(line));
    assert.deepEqual(said(up.output), said(preview.output));
    const live = at.otoroshi.keys.get("theirs");
    assert.deepEqual(
      [live?.clientName, live?.clientSecret, live?.dailyQuota, live?.description, live?.metadata],
      [
        "their name",
        "the-declared-secret",
        1000,
        "a secret description",
        { ...live?.metadata, token: "the-declared-token", stage: "prod" },
      ],
    );
    const entities = said(preview.output).some((line) => line.startsWith("authorizedEntities"));
    assert.equal(live?.authorizedEntities?.length, entities ? 1 : 2);
    for (const hidden of ["by-hand", "by hand", "the-declared-", "a secret description"]) {
      assert.ok(!(preview.output + up.output).includes(hidden), hidden);
    }
    assertEmpty(await at.stack.preview());
    await assertNothingOfTheProgram(at);
  });
});

describe("on the real engine, the preview of keys that exist", function () {
  this.timeout(300_000);
  let at: Scene;
  let program: (changes?: Partial<typeof first>) => string;
  const first = { description: "one", trigger: "1", validUntil: "2001-01-01T00:00:00Z" };

  before(async () => {
    at = await scene();
    program = (changes = {}) => {
      const { description, trigger, validUntil } = { ...first, ...changes };
      return `
      const a = new ApiKey("a", { groupId: "g1", description: "${description}" });
      new ApiKey("b", { groupId: "g1", metadata: { peer: a.clientId }, tags: [a.id] });
      const source = new ApiKey("source", { groupId: "g1", clientId: "source" });
      new ApiKey("dependant", { groupId: "g1", clientId: "dependant", metadata: { seen: source.clientSecret } });
      new ApiKey("rotated", { groupId: "g1", clientId: "rotated", rotation: { enabled: true } });
      new ApiKey("expired", { groupId: "g1", clientId: "expired", validUntil: "${validUntil}" });
      new ApiKey("declared", {
        groupId: "g1", clientId: "declared", clientSecret: "declared-secret", secretRotationTriggers: [${trigger}],
      });
      new ApiKey("triggered", {
        groupId: "g1", clientId: "triggered", secretRotationTriggers: [${trigger}], quotaResetTriggers: [${trigger}],
      });
      new ApiKey("marked", {
        groupId: "g1", clientId: "marked", description: pulumi.secret("marked-description"),
        tags: ["plain", pulumi.secret("marked-tag")], metadata: { token: pulumi.secret("marked-token"), to: "shown" },
      });
      new ApiKey("empty", { groupId: "g1", metadata: {}, rotation: {}, restrictions: {}, tags: [] });`;
    };
    await at.stack.program(program());
    await at.stack.up();
  });
  after(() => at.end());

  it("is empty after up, with and without --refresh: empty objects make no difference", async () => {
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.preview("--refresh"));
    assertEmpty(await at.stack.up("--refresh"));
    assertEmpty(await at.stack.preview());
  });

  it("does not show what depends on a clientId as changed because another field of the key is", async () => {
    await at.stack.program(program({ description: "two" }));
    const { output } = await at.stack.preview();
    assert.match(output, /description: "one" => "two"/);
    assert.match(output, /~ 1 to update\s+10 unchanged/);
  });

  it("says what was changed by hand and what triggers do, with no secret in any line, and up does it", async () => {
    const secretOf = (clientId: string): string => at.otoroshi.keys.get(clientId)?.clientSecret ?? "";
    const [triggered, declared] = [secretOf("triggered"), secretOf("declared")];
    change(at.otoroshi, "source", { clientSecret: "source-secret-by-hand" });
    at.otoroshi.rotate("rotated");
    at.otoroshi.rotate("rotated");
    change(at.otoroshi, "marked", {
      description: "description-by-hand",
      tags: ["tag-by-hand"],
      metadata: { token: "token-by-hand", to: "changed" },
    });
    await at.stack.program(program({ description: "two", trigger: "2", validUntil: "2100-01-01T00:00:00Z" }));
    const { code, output } = await at.stack.preview();
    assert.notEqual(code, 0);
    for (const line of [
      "declared: secretRotationTriggers changed, but has no effect because clientSecret is declared (api key 'declared')",
      "triggered: the secret will be replaced; quotas will be reset (api key 'triggered')",
      "source: clientSecret was changed on the server; pulumi up updates the resources that use it (api key 'source')",
      "expired: the key has expired and stays disabled when it is extended: declare enabled: true (api key 'expired')",
      'marked: description differs from the declared value; tags differs from the declared value; metadata.to is "changed", declared "shown"; metadata.token differs from the declared value (api key \'marked\')',
    ]) {
      assert.deepEqual(linesOf(output, line), [line], output);
    }
    assert.deepEqual(linesOf(output, "rotated: "), []);
    at.otoroshi.recordCalls("triggered", 5);
    const up = await at.stack.up();
    assert.match(up.output, /expired: the key has expired and stays disabled/);
    assert.ok(!/-by-hand|marked-/.test(output + up.output), "a marked secret was shown");
    assert.equal(at.otoroshi.keys.get("dependant")?.metadata["seen"], "source-secret-by-hand");
    assert.notEqual(secretOf("triggered"), triggered);
    assert.equal(secretOf("declared"), declared);
    assert.deepEqual(at.otoroshi.keys.get("marked")?.metadata, { token: "marked-token", to: "shown" });
    assert.equal(at.otoroshi.keys.get("expired")?.enabled, false);
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
    await assertNothingOfTheProgram(at);
    assert.doesNotMatch(await at.stack.stateText(), /marked-(?:token|tag|description)/);
  });
});

describe("on the real engine, the preview of keys that cannot be compared", function () {
  this.timeout(300_000);
  let at: Scene;
  before(async () => {
    at = await scene({}, { "otoroshi:requestTimeout": "1" });
    await at.stack.program(
      ["one", "two", "three"]
        .map((id) => `new ApiKey("${id}", { groupId: "g1", clientId: "${id}", dailyQuota: 5 });`)
        .join("\n"),
    );
    await at.stack.up();
  });
  after(() => at.end());

  const reads = { method: "GET", path: /\/apikeys/u } as const;

  it("costs each key that was not answered its comparison and no other, and is said", async () => {
    for (const id of ["one", "two", "three"]) change(at.otoroshi, id, { dailyQuota: 500 });
    at.otoroshi.fail({ ...reads, how: { silence: "before" } });
    const { code, output } = await at.stack.preview();
    assert.notEqual(code, 0);
    assert.equal(linesOf(output, "not compared with the server").length, 1, output);
    assert.equal(linesOf(output, "dailyQuota is 500, declared 5").length, 2, output);
  });

  it("fails with driftDetection required, and so does one with wrong settings", async () => {
    await at.stack.up();
    await at.stack.configure({ "otoroshi:driftDetection": "required" });
    assertEmpty(await at.stack.preview());
    const silent = at.otoroshi.fail({ ...reads, times: Infinity, how: { silence: "before" } });
    const unanswered = await at.stack.preview();
    silent.stop();
    assert.notEqual(unanswered.code, 0);
    assert.match(
      unanswered.output,
      /error: api key '\w+' of group 'g1' on .*: no answer within 1 s.*otoroshi:requestTimeout/,
    );
    await at.stack.configure({ "otoroshi:driftDetection": "true", "otoroshi:url": "http://unknown.invalid" });
    assert.notEqual((await at.stack.preview()).code, 0);
    await at.stack.configure({ "otoroshi:url": at.otoroshi.url });
  });
});
