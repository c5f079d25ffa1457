import assert from "node:assert/strict";
import { ADMIN_SECRET, assertEmpty, scene, type Scene } from "./scene";

describe("on the real engine, the secret and the quotas of a key", function () {
  this.timeout(180_000);
  let at: Scene;
  let atFirst: Readonly<Record<string, string>>;
  let writes: ReturnType<typeof takeWrites>;

  const secretOf = (clientId: string): string => at.otoroshi.keys.get(clientId)?.clientSecret ?? "";
  const secrets = (): Record<string, string> =>
    Object.fromEntries([...at.otoroshi.keys].map((key) => [key.clientId, key.clientSecret]));
  const program = (trigger: number, more: string, second: string): string => `
    new ApiKey("billing", { groupId: "g1", clientId: "k", ${more} });
    const triggered = new ApiKey("triggered", { groupId: "g1", clientId: "t", secretRotationTriggers: [${String(trigger)}] });
    const length = triggered.clientSecret.apply((text) => String(text.length) + text.slice(0, 6));
    new ApiKey("dependant", { groupId: "g1", clientId: "d", metadata: { seen: pulumi.unsecret(length) } });
    new ApiKey("declared", { groupId: "g1", clientId: "c", clientSecret: "the-declared-one", secretRotationTriggers: [${String(trigger)}] });
    const turned = new ApiKey("turned", { groupId: "g1", clientId: "r", rotation: { enabled: true } });
    new ApiKey("both", { groupId: "g1", clientId: "b", clientSecret: "${second}", rotation: { enabled: true } });
    new ApiKey("counted", { groupId: "g1", clientId: "q", dailyQuota: 100, quotaResetTriggers: [${String(trigger)}] });
    exports.secret = turned.clientSecret;`;

  /** The requests since the last call that reset quotas, and those besides that are neither reads nor patches. */
  function takeWrites(): { resets: string[]; others: string[] } {
    const writes = at.takeRequests().filter((one) => /^(POST|PUT|DELETE)/.test(one));
    const isReset = (one: string): boolean => one.endsWith("/quotas");
    return { resets: writes.filter(isReset), others: writes.filter((one) => !isReset(one)) };
  }

  before(async () => {
    at = await scene();
    await at.stack.program(program(1, "", "first-declared"));
    await at.stack.up();
    assert.deepEqual(takeWrites().resets, []);
    for (const id of ["r", "r", "b", "b"]) at.otoroshi.rotate(id);
    atFirst = secrets();
  });
  after(() => at.end());

  it("that the server's own rotation changed is picked up by refresh as an output, silently", async () => {
    assertEmpty(await at.stack.preview());
    const { output } = await at.stack.refresh();
    assert.doesNotMatch(output, /clientSecret (is not|differs)|turned:|both:/);
    assertEmpty(await at.stack.preview());
    await at.stack.up();
    assert.equal((await at.stack.outputs())["secret"], secretOf("r"));
    assert.deepEqual(secrets(), atFirst);
  });

  it("that is generated is rotated in place by a change in secretRotationTriggers, and dependants get it in the same up", async () => {
    await at.stack.program(program(2, "dailyQuota: 5", "second-declared"));
    assert.notEqual((await at.stack.preview()).code, 0);
    at.otoroshi.recordCalls("q", 42);
    at.takeRequests();
    await at.stack.up();
    writes = takeWrites();
    assert.notEqual(secretOf("t"), atFirst["t"]);
    assert.match(secretOf("t"), /^[a-z0-9]{64}$/);
    assert.equal(at.otoroshi.keys.get("d")?.metadata["seen"], `64${secretOf("t").slice(0, 6)}`);
    assert.deepEqual(writes.others, []);
    assert.equal(secretOf("c"), "the-declared-one", "a trigger does nothing to a declared secret");
    assert.equal(
      secretOf("b"),
      "second-declared",
      "declared otherwise, it is written where the server rotates too",
    );
    assert.equal(secretOf("k"), atFirst["k"]);
    assertEmpty(await at.stack.preview());
  });

  it("are never changed or reset unasked by an update, and reset once by a change in quotaResetTriggers", async () => {
    assert.deepEqual(writes.resets, ["DELETE /api/apikeys/q/quotas"]);
    const settled = secrets();
    for (const more of ['tags: ["a"], metadata: { a: "b" }', "enabled: false"]) {
      await at.stack.program(program(2, more, "second-declared"));
      await at.stack.up();
      assert.deepEqual(secrets(), settled);
      assert.deepEqual(takeWrites().resets, []);
    }
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
