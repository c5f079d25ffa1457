import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import CliTable from "cli-table3";
import { engineEnvironment, findEngine, type Engine } from "../engine/engine";
import { packedPackage } from "../engine/package";
import { PulumiCli } from "../engine/pulumi-cli";
import { ADMIN_SECRET } from "../engine/scene";
import { startOtoroshi } from "../otoroshi";
import { template } from "../types/compile";

/**
 * Runs the published package where people run it: on the supported releases of Node, which the npm registry
 * has as packages, each with the oldest and the newest SDK that runs there, in what `pulumi new typescript`
 * makes. Takes names of managers (npm, pnpm, yarn) for arguments; without any it is npm.
 */
const runs: readonly { readonly node: string; readonly sdk: string }[] = [
  { node: "20", sdk: "3.216.0" },
  { node: "20", sdk: "3.248.0" },
  { node: "22", sdk: "3.216.0" },
  { node: "22", sdk: "latest" },
  { node: "24", sdk: "3.216.0" },
  { node: "24", sdk: "latest" },
  { node: "26", sdk: "3.216.0" },
  { node: "26", sdk: "latest" },
];

const managers: Readonly<Record<string, readonly string[]>> = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"],
  pnpm: ["npx", "--yes", "pnpm@10", "install", "--ignore-scripts"],
  yarn: ["npx", "--yes", "yarn@1", "install", "--ignore-scripts", "--non-interactive"],
};

const program = `
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const billing = new ApiKey("billing", { groupId: "g1", tags: ["a"], dailyQuota: new pulumi.Config().getNumber("quota") });
export const clientId = billing.clientId;
export const bearer = billing.bearer;
`;

const execute = promisify(execFile);

async function installed(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Installs a release of Node, and gives the folder of its executable. */
async function installNode(home: string, release: string): Promise<{ folder: string; version: string }> {
  const folder = join(home, `node-${release}`);
  const name = `node-${process.platform}-${process.arch}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}");
  await execute("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", `${name}@${release}`], {
    cwd: folder,
  });
  return { folder: join(folder, "node_modules", name, "bin"), version: await installed(folder, name) };
}

/** Makes a project as `pulumi new typescript` does. */
async function makeProject(folder: string, sdk: string, manager: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {
    "Pulumi.yaml": "name: compat\nruntime: nodejs\n",
    "index.ts": program,
    "tsconfig.json": JSON.stringify({ compilerOptions: template, files: ["index.ts"] }),
    "package.json": JSON.stringify({
      name: "compat",
      version: "1.0.0",
      main: "index.ts",
      dependencies: { "@pulumi/pulumi": sdk, "pulumi-otoroshi": `file:${await packedPackage()}` },
      devDependencies: { "@types/node": "^20", typescript: "^5.0.0" },
    }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const [command = "npm", ...args] = managers[manager] ?? [];
  await execute(command, args, { cwd: folder });
}

/** Creates, compares, changes, refreshes and destroys a key; gives what went wrong. */
async function lifeOfAKey(folder: string, engine: Engine, node: string): Promise<string> {
  const otoroshi = await startOtoroshi();
  const home = join(folder, "home");
  await mkdir(home);
  const environment = engineEnvironment(engine, home);
  const cli = new PulumiCli(folder, {
    ...environment,
    OTOROSHI_URL: otoroshi.url,
    OTOROSHI_CLIENT_ID: "admin-api-apikey-id",
    OTOROSHI_CLIENT_SECRET: ADMIN_SECRET,
    PATH: `${node}${delimiter}${environment["PATH"] ?? ""}`,
    PULUMI_CI_SYSTEM: "compat",
    CI: "true",
  });
  try {
    await cli.must("stack", "init", "compat");
    await cli.must("up", "--yes", "--skip-preview");
    await cli.must("preview", "--expect-no-changes");
    await cli.must("config", "set", "quota", "5");
    await cli.must("up", "--yes", "--skip-preview");
    await cli.must("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await cli.must("destroy", "--yes", "--skip-preview");
    return otoroshi.keys.size === 0 ? "" : "a key is left";
  } catch (error) {
    return (error as Error).message;
  } finally {
    await otoroshi.close();
  }
}

async function compat(names: readonly string[]): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-compat-"));
  const engine = await findEngine();
  const table = new CliTable({
    head: ["Node", "@pulumi/pulumi", "installed by", "a key's life"],
    style: { head: [], border: [] },
  });
  let good = true;
  try {
    for (const manager of names) {
      for (const [index, { node, sdk }] of runs.entries()) {
        const project = join(home, `${manager}-${String(index)}`);
        const runtime = await installNode(home, node);
        await makeProject(project, sdk, manager);
        const failure = await lifeOfAKey(project, engine, runtime.folder);
        good &&= failure === "";
        table.push([
          runtime.version,
          await installed(project, "@pulumi/pulumi"),
          manager,
          failure === "" ? "as declared" : "failed",
        ]);
        if (failure !== "") process.stderr.write(`${failure}\n`);
        process.stderr.write(
          `Node ${runtime.version}, SDK ${sdk}, ${manager}: ${failure === "" ? "good" : "failed"}\n`,
        );
      }
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  process.stdout.write(
    `${table.toString()}\nengine ${engine.version}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  return good;
}

const names = process.argv.slice(2);
void compat(names.length > 0 ? names : ["npm"]).then((good) => (process.exitCode = good ? 0 : 1));
