import assert from "node:assert/strict";
import { ADMIN_SECRET, assertEmpty, scene, type Scene } from "./scene";

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
    assert.deepEqual(resets, ["DELETE /api/apikeys/k/quotas"]);
    await at.stack.up();
    assert.ok(!at.takeRequests().some((one) => one.endsWith("/quotas")));
  });
});

describe("on the real engine, what a program marks as secret", function () {
  this.timeout(300_000);
  let at: Scene;
  afterEach(() => at.end());

  /**
   * Forgets the engine's own traces of a run with logs: at -v=9 it prints every property that it hands on, secrets
   * too (Pulumi's documentation says so). What the provider and the program say is in other lines.
   */
  function forgetTraces(): void {
    const lines = at.stack.transcript.split("\n");
    const own = (line: string): boolean => !line.startsWith('{"time"') || /"eventSink::(?!Debug)/u.test(line);
    assert.ok(!lines.every(own), "there are no logs");
    at.stack.transcript = lines.filter(own).join("\n");
  }

  it("is nowhere in plain text or base64: state file, up, preview, refresh, destroy, errors and lines in logs at -v=9", async () => {
    at = await scene();
    const marked = ["declared-key-secret", "token-in-metadata", "secret-description", "secret-tag"] as const;
    const [clientSecret, token, description, tag] = marked;
    const more = ["adopted-by-hand", "changed-by-hand", "token-by-hand", "rejected-token"];
    at.otoroshi.keys.set("theirs", {
      clientSecret: "adopted-by-hand",
      metadata: { token: "token-by-hand" },
      authorizedEntities: ["group_g1"],
    });
    const program = (rest = ""): string => `
      const secret = (text) => pulumi.secret(text);
      new ApiKey("marked", {
        groupId: "g1", clientId: "marked", clientSecret: "${clientSecret}", description: secret("${description}"),
        tags: [secret("${tag}")], metadata: { token: secret("${token}"), plain: "shown" },
      });
      new ApiKey("adopted", { groupId: "g1", clientId: "theirs", adopt: true, metadata: { token: secret("${token}") } });
      const source = new ApiKey("source", { groupId: "g1", clientId: "source", rotation: { enabled: true } });
      new ApiKey("peer", { groupId: "g1", clientId: "peer", metadata: { seen: source.clientSecret } });
      exports.secret = source.clientSecret; exports.bearer = source.bearer; ${rest}`;
    const logs = ["--logtostderr", "-v=9"];
    await at.stack.program(program());
    await at.stack.run("preview", "--diff", "--json");
    await at.stack.up(...logs);
    const { bearer } = await at.stack.outputs();
    at.otoroshi.rotate("source");
    const rotating = at.otoroshi.keys.get("source")?.rotation as { nextSecret?: string } | undefined;
    at.otoroshi.keys.set("marked", {
      ...structuredClone(at.otoroshi.keys.get("marked")),
      clientSecret: "changed-by-hand",
      metadata: { token: "token-by-hand", plain: "changed" },
    } as never);
    await at.stack.run("preview", "--diff", "--json");
    const drift = await at.stack.preview();
    assert.match(drift.output, /metadata\.plain is "changed", declared "shown"/);
    await at.stack.refresh();
    await at.stack.program(
      program(
        'new ApiKey("refused", { groupId: "nowhere", metadata: { token: secret("rejected-token") } });',
      ),
    );
    assert.notEqual((await at.stack.tryUp(...logs)).code, 0);
    const state = await at.stack.stateFile();
    const generated = [...at.otoroshi.keys].map((key) => key.clientSecret);
    await at.stack.destroy(...logs);
    forgetTraces();
    const written = at.stack.transcript + state + (await at.stack.stateFile());
    const secrets = [
      ADMIN_SECRET,
      ...marked,
      ...more,
      ...generated,
      String(bearer),
      rotating?.nextSecret ?? "",
    ];
    for (const one of secrets.filter((text) => text !== "")) {
      assert.ok(!written.includes(one), `${one} was printed or stored`);
      assert.ok(
        !written.includes(Buffer.from(one).toString("base64").replace(/.?=*$/u, "")),
        `${one} in base64`,
      );
    }
    assert.match(state, /ciphertext/);
  });
});
