import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOtoroshi } from "../otoroshi";
import { createStack, type StackOptions, type TestStack } from "./stack";

/** A program with one resource, whose provider does nothing but what is given. */
const program = (value: string, provider = ""): string => `
  const pulumi = require("@pulumi/pulumi");
  const provider = {
    async create(inputs) { return { id: "one", outs: inputs }; },
    async update(id, olds, news) { return { outs: news }; },
    async diff(id, olds, news) { return { changes: olds.value !== news.value }; },
    ${provider}
  };
  class Thing extends pulumi.dynamic.Resource {
    constructor(name, args) { super(provider, name, args); }
  }
  new Thing("thing", { value: ${value} });`;

describe("a test's stack, on the real engine", function () {
  this.timeout(120_000);
  let stack: TestStack;
  const create = async (options: StackOptions): Promise<void> => {
    stack = await createStack(options);
  };
  afterEach(() => stack.remove());

  it("counts what a run did to how many resources", async () => {
    await create({ program: program("1", "async read() { return {}; },") });
    assert.deepEqual((await stack.preview()).changes, { create: 2 });
    assert.deepEqual((await stack.up()).changes, { create: 2 });
    assert.deepEqual((await stack.preview({ expectNoChanges: true })).changes, { same: 2 });
    await stack.setProgram(program("2", "async read() { return {}; },"));
    const changed = await stack.preview({ expectNoChanges: true });
    assert.equal(changed.failed, true);
    assert.deepEqual(changed.changes, { same: 1, update: 1 });
    assert.match(changed.stdout, /value *: 1 => 2/);
    assert.deepEqual((await stack.preview({ refresh: true })).changes, { create: 1, same: 1 });
    assert.deepEqual((await stack.up()).changes, { same: 1, update: 1 });
    assert.deepEqual((await stack.refresh()).changes, { delete: 1, same: 1 });
    assert.deepEqual((await stack.destroy()).changes, { delete: 1 });
    assert.deepEqual((await stack.state()).deployment.resources ?? [], []);
  });

  it("gives a failing run back, and throws with all it printed where asked to", async () => {
    await create({ program: program("1", 'async create() { throw new Error("no room"); },') });
    const run = await stack.tryUp();
    assert.deepEqual([run.failed, run.exitCode === 0, run.exitCode === undefined], [true, false, false]);
    assert.match(run.stdout + run.stderr, /no room/);
    await assert.rejects(stack.up(), /pulumi up ended with \d+:[^]*no room/);
    await stack.setProgram('throw new Error("broken program");');
    const preview = await stack.preview();
    assert.equal(preview.failed, true);
    assert.match(preview.stdout + preview.stderr, /broken program/);
  });

  it("has the configuration it was given, secrets encrypted wherever they are stored", async () => {
    await create({
      program: `
        const config = new (require("@pulumi/pulumi").Config)("otoroshi");
        exports.url = config.require("url");
        exports.password = config.requireSecret("password");
        exports.nested = config.requireSecretObject("connections");`,
      config: {
        "otoroshi:url": "http://first",
        "otoroshi:password": { value: "very-much-hidden", secret: true },
        "otoroshi:connections.eu.key": { value: "hidden-as-well", secret: true },
      },
    });
    await stack.setConfig({ "otoroshi:url": "http://second" });
    await stack.up();
    assert.deepEqual(await stack.outputs(), {
      url: "http://second",
      password: "very-much-hidden",
      nested: { eu: { key: "hidden-as-well" } },
    });
    const { deployment, text } = await stack.state();
    const [{ outputs } = {}] = deployment.resources ?? [];
    assert.equal(outputs?.["url"], "http://second");
    assert.equal(typeof (outputs["password"] as { ciphertext?: unknown }).ciphertext, "string");
    assert.doesNotMatch(text, /very-much-hidden|hidden-as-well/);
  });

  it("runs a program in TypeScript", async () => {
    await create({
      program: 'import * as pulumi from "@pulumi/pulumi";\nexport const name: string = pulumi.getStack();',
      runtimeOptions: { typescript: true },
    });
    await stack.up();
    assert.deepEqual(await stack.outputs(), { name: "test" });
  });

  it("keeps what the user has set for Pulumi away, and passes on what the test has", async () => {
    process.env["PULUMI_ACCESS_TOKEN"] = "the-users-own";
    try {
      await create({
        program: "exports.token = process.env.PULUMI_ACCESS_TOKEN ?? null; exports.mine = process.env.MINE;",
        environment: { MINE: "yes" },
      });
    } finally {
      delete process.env["PULUMI_ACCESS_TOKEN"];
    }
    await stack.up();
    assert.deepEqual(await stack.outputs(), { token: null, mine: "yes" });
  });

  it("has the package as users have it: the state names the provider and does not hold its code", async () => {
    const otoroshi = await startOtoroshi();
    try {
      await create({
        program: 'new (require("pulumi-otoroshi").ApiKey)("key", { groupId: "g1" });',
        config: {
          "otoroshi:url": otoroshi.url,
          "otoroshi:clientId": "admin-api-apikey-id",
          "otoroshi:clientSecret": { value: "admin-api-apikey-secret", secret: true },
        },
      });
      await stack.up();
      const { deployment } = await stack.state();
      const provider = deployment.resources
        ?.map((one) => one.inputs?.["__provider"])
        .find((one) => one !== undefined);
      assert.match(String(provider), /require\("pulumi-otoroshi\/provider"\)/);
      assert.ok(String(provider).length < 400, String(provider));
      await stack.destroy();
    } finally {
      await otoroshi.close();
    }
  });

  it("leaves no process and no file behind when it is removed in the middle of a run", async function () {
    if (!existsSync("/proc/self/cwd")) this.skip();
    const hang =
      'async create() { require("fs").writeFileSync("going", ""); await new Promise((r) => setTimeout(r, 60000)); },';
    await create({ program: program("1", hang) });
    const run = stack.tryUp();
    while (!existsSync(join(stack.folder, "going"))) await sleep(50);
    assert.notDeepEqual(await processesIn(stack.folder), []);
    await stack.remove();
    assert.equal((await run).failed, true);
    assert.deepEqual(await processesIn(stack.folder), []);
    assert.equal(existsSync(stack.folder), false);
  });
});

/** Ids of the processes whose current directory is a folder, or was before it was deleted. */
async function processesIn(folder: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/u.test(name));
  const directories = await Promise.all(ids.map((id) => readlink(`/proc/${id}/cwd`).catch(() => "")));
  return ids.filter((_, index) => directories[index]?.startsWith(folder) === true);
}
