import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { ModuleKind, transpile } from "typescript";
import { liveKeys } from "../command/random-keys";
import { assertEmpty, scene, type Scene } from "./scene";
import { environmentIn } from "./template";

/** How a process ends that ends with another code than 0. */
interface Failed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The last time that the resource can read, in epoch milliseconds. */
const LAST_DATE = 8.64e15;

describe("on the real engine, keys made by hand and imported", function () {
  this.timeout(300_000);
  let at: Scene;

  beforeEach(async () => {
    at = await scene();
  });
  afterEach(() => at.end());

  /** Runs the command of the installed package in the project: what it needs to know, Pulumi tells it. */
  async function command(...args: string[]): Promise<{ code: number; stdout: string }> {
    const main = join(at.stack.folder, "node_modules", "pulumi-otoroshi", "dist", "command", "main.js");
    const env = await environmentIn(at.stack.folder);
    const options = { cwd: at.stack.folder, env };
    const ran = promisify(execFile)(process.execPath, [main, ...args], options);
    const { code, stdout, stderr } = await ran.then(
      (run) => ({ code: 0, ...run }),
      (error: unknown) => error as Failed,
    );
    assert.equal(stderr, "");
    return { code, stdout };
  }

  async function unmanaged(): Promise<string[]> {
    const { code, stdout } = await command("unmanaged", "--json");
    const ids = (JSON.parse(stdout) as { clientId: string }[]).map((one) => one.clientId);
    assert.equal(code, ids.length === 0 ? 0 : 2);
    return ids;
  }

  it("are taken over by up without one change on the server, and the next preview is empty", async () => {
    for (const [index, { clientId, ...key }] of fc.sample(liveKeys, { numRuns: 80, seed: 1 }).entries()) {
      const json = JSON.stringify(key, (name, value: unknown) => {
        const number = typeof value === "bigint" ? Number(value) : value;
        return name === "validUntil" && typeof number === "number" ? Math.min(number, LAST_DATE) : number;
      });
      at.otoroshi.keys.set(
        `${String(index)} ${clientId}`,
        JSON.parse(json) as Parameters<typeof at.otoroshi.keys.set>[1],
      );
    }
    const before = structuredClone([...at.otoroshi.keys]);
    assert.equal((await unmanaged()).length, 80);
    await command("import", "--out", "keys.ts");
    const source = await readFile(join(at.stack.folder, "keys.ts"), "utf8");
    await at.stack.program(transpile(source, { module: ModuleKind.CommonJS }));
    at.takeRequests();
    await at.stack.up();
    assert.deepEqual(at.patches(), []);
    assert.deepEqual([...at.otoroshi.keys], before);
    assertEmpty(await at.stack.preview());
    const declared = source.match(/= new ApiKey\(/gu)?.length ?? 0;
    assert.ok(declared > 40);
    const left = await unmanaged();
    assert.equal(left.length, 80 - declared);
    assert.equal(source.match(/^\/\/ Api key /gmu)?.length ?? 0, left.length);
  });
});
