import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import CliTable from "cli-table3";
import { engineEnvironment, findEngine, type Engine } from "../engine/engine";
import { packedPackage } from "../engine/package";
import { PulumiCli } from "../engine/pulumi-cli";
import { ADMIN_SECRET } from "../engine/scene";
import { startOtoroshi } from "../otoroshi";
import { asTemplate, others, type Arrangement } from "./compat-arrangements";
import { install, writeFiles, type Manager } from "./managers";

/**
 * Runs the published package where people run it: on the supported releases of Node, which the npm registry
 * has as packages, each with the oldest and the newest SDK that runs there; installed by each of the package
 * managers; in the kinds of projects that there are. Arguments choose by any part of a case, as in
 * `npm run compat -- pnpm yarn Automation`.
 */
interface Case {
  readonly node: string;
  readonly sdk: string;
  readonly manager: Manager;
  readonly arrangement: Arrangement;
}

/** The oldest SDK that the package accepts, and the newest that runs on Node 20. */
const [OLDEST, NEWEST_ON_20] = ["3.216.0", "3.248.0"];

const extremes = [
  { node: "20", sdk: NEWEST_ON_20 },
  { node: "26", sdk: "latest" },
];
const cases: readonly Case[] = [
  ...["20", "22", "24", "26"]
    .flatMap((node) => [
      { node, sdk: OLDEST },
      { node, sdk: node === "20" ? NEWEST_ON_20 : "latest" },
    ])
    .map((one): Case => ({ ...one, manager: "npm", arrangement: asTemplate })),
  ...(["pnpm", "yarn"] as const).flatMap((manager) =>
    extremes.map((one): Case => ({ ...one, manager, arrangement: asTemplate })),
  ),
  ...others.flatMap((arrangement) => extremes.map((one): Case => ({ ...one, manager: "npm", arrangement }))),
];

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

async function makeProject(folder: string, path: string, { sdk, manager, arrangement }: Case): Promise<void> {
  const { files, manifest } = arrangement;
  const dependencies = { "@pulumi/pulumi": sdk, "pulumi-otoroshi": `file:${await packedPackage()}` };
  await writeFiles(folder, {
    ...files,
    "package.json": JSON.stringify({ name: "compat", version: "1.0.0", ...manifest, dependencies }),
  });
  await install(manager, folder, path);
}

/** What a container adds: a home with nothing in it, and sources that are only read. */
async function inContainer(folder: string, { files }: Arrangement): Promise<NodeJS.ProcessEnv> {
  const home = join(folder, "empty");
  await mkdir(home);
  for (const name of Object.keys(files)) await chmod(join(folder, name), 0o444);
  return {
    HOME: home,
    XDG_CONFIG_HOME: undefined,
    XDG_CACHE_HOME: undefined,
    TERM: undefined,
    PULUMI_CI: "true",
  };
}

/** Creates, compares, changes, refreshes and destroys a key; gives what went wrong. */
async function lifeOfAKey(
  folder: string,
  engine: Engine,
  node: string,
  arrangement: Arrangement,
): Promise<string> {
  const otoroshi = await startOtoroshi();
  const home = join(folder, "home");
  await mkdir(home);
  const environment = engineEnvironment(engine, home);
  const env: NodeJS.ProcessEnv = {
    ...environment,
    OTOROSHI_URL: otoroshi.url,
    OTOROSHI_CLIENT_ID: "admin-api-apikey-id",
    OTOROSHI_CLIENT_SECRET: ADMIN_SECRET,
    PATH: `${node}${delimiter}${environment["PATH"] ?? ""}`,
    PULUMI_CI_SYSTEM: "compat",
    CI: "true",
    ...(arrangement.container === true ? await inContainer(folder, arrangement) : {}),
  };
  try {
    if (arrangement.script === undefined) await byCli(new PulumiCli(folder, env));
    else await execute(join(node, "node"), [...arrangement.script], { cwd: folder, env });
    const requests = otoroshi.requests.filter(({ method }) => method !== "GET").map(({ method }) => method);
    const expected = ["POST", "PATCH", "DELETE"];
    return requests.join() === expected.join() ? "" : `sent ${requests.join()}, expected ${expected.join()}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await otoroshi.close();
  }
}

async function byCli(cli: PulumiCli): Promise<void> {
  await cli.must("stack", "init", "compat");
  await cli.must("up", "--yes", "--skip-preview");
  await cli.must("preview", "--expect-no-changes");
  await cli.must("config", "set", "quota", "5");
  await cli.must("up", "--yes", "--skip-preview");
  await cli.must("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  await cli.must("destroy", "--yes", "--skip-preview");
}

async function compat(chosen: readonly Case[]): Promise<boolean> {
  const home = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-compat-"));
  const engine = await findEngine();
  const table = new CliTable({
    head: ["Node", "@pulumi/pulumi", "installed by", "project", "a key's life"],
    style: { head: [], border: [] },
  });
  let good = true;
  try {
    for (const [index, one] of chosen.entries()) {
      const project = join(home, `project-${String(index)}`);
      const runtime = await installNode(home, one.node);
      await makeProject(project, `${runtime.folder}${delimiter}${process.env["PATH"] ?? ""}`, one);
      const failure = await lifeOfAKey(project, engine, runtime.folder, one.arrangement);
      good &&= failure === "";
      const row = [
        runtime.version,
        await installed(project, "@pulumi/pulumi"),
        one.manager,
        one.arrangement.name,
        failure === "" ? "as declared" : "failed",
      ];
      table.push(row);
      process.stderr.write(`${row.join(", ")}\n${failure}`);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  process.stdout.write(
    `${table.toString()}\nengine ${engine.version}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  return good;
}

const words = process.argv.slice(2);
const chosen = cases.filter(({ node, sdk, manager, arrangement }) => {
  const text = ["Node", node, sdk, manager, arrangement.name].join(" ");
  return words.length === 0 || words.some((word) => text.includes(word));
});
void compat(chosen).then((good) => (process.exitCode = good ? 0 : 1));
