import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { engineEnvironment, findEngine } from "./engine";
import { installInto, packedPackage, root } from "./package";
import { PulumiCli } from "./pulumi-cli";
import { assertEmpty, configFor } from "./scene";

const run = promisify(execFile);

describe("the examples", function () {
  this.timeout(600_000);
  let otoroshi: EmbeddedOtoroshi;
  let folder: string;

  async function project(example: string, within: string): Promise<PulumiCli> {
    otoroshi = await startOtoroshi();
    await mkdir(within, { recursive: true });
    folder = await mkdtemp(join(within, `example-${example}-`));
    await cp(join(root, "examples", example), folder, { recursive: true });
    const environment = engineEnvironment(await findEngine(), folder);
    return new PulumiCli(folder, environment);
  }

  async function init(pulumi: PulumiCli): Promise<void> {
    await pulumi.must("stack", "init", "dev");
    for (const [key, value] of Object.entries(configFor(otoroshi))) {
      await pulumi.must("config", "set", key.endsWith("Secret") ? "--secret" : "--plaintext", key, value);
    }
  }

  afterEach(async () => {
    await otoroshi.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("basic works with the packed package installed into an empty folder outside the repository", async () => {
    const pulumi = await project("basic", tmpdir());
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    manifest.dependencies["pulumi-otoroshi"] = `file:${await packedPackage()}`;
    // The last release of the SDK that runs on Node 20.
    manifest.dependencies["@pulumi/pulumi"] = "3.248.0";
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
    await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder });
    await run("npx", ["tsc"], { cwd: folder });
    await init(pulumi);
    await pulumi.must("up", "--yes", "--skip-preview");
    assert.deepEqual([...otoroshi.keys].map((key) => key.clientName).sort(), ["Partner portal", "billing"]);
    assertEmpty(await pulumi.run("preview", "--expect-no-changes"));
    await pulumi.must("destroy", "--yes", "--skip-preview");
    assert.equal(otoroshi.keys.size, 0);
  });

  it("rotation leaves no moment without a good key, and never touches the newest one", async () => {
    const pulumi = await project("rotation", join(root, ".cache"));
    await installInto(folder);
    await init(pulumi);
    const generations = (): string[] =>
      [...otoroshi.keys].map((key) => key.metadata["generation"] ?? "").sort();
    const up = (): Promise<unknown> => pulumi.must("up", "--yes", "--skip-preview");
    const given = async (): Promise<unknown> =>
      JSON.parse((await pulumi.must("stack", "output", "--json", "--show-secrets")).output);

    await pulumi.must("config", "set", "--path", "generations[0]", "2026-01");
    await up();
    assert.deepEqual(generations(), ["2026-01"]);
    const before = await given();

    await pulumi.must("config", "set", "--path", "generations[1]", "2026-02");
    await up();
    assert.deepEqual(generations(), ["2026-01", "2026-02"]);
    const after = await given();
    assert.notDeepEqual(after, before);

    await pulumi.must("config", "set", "--path", "generations[0]", "2026-02");
    await pulumi.must("config", "rm", "--path", "generations[1]");
    await up();
    assert.deepEqual(generations(), ["2026-02"]);
    assert.deepEqual(await given(), after);
  });
});
