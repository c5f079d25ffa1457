import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import CliTable from "cli-table3";
import { engineEnvironment, findEngine, type Engine } from "../engine/engine";
import { ADMIN_SECRET } from "../engine/scene";
import { startOtoroshi } from "../otoroshi";
import { makeProject, managers, styles, type Style } from "./compat-projects";

/** One project that is made and run. */
interface Run {
  readonly node: string;
  readonly sdk: string;
  readonly manager: string;
  readonly style: Style;
}

/** The last SDK that runs on Node 20. */
const LAST_OF_20 = "3.248.0";

/**
 * Runs the published package where people run it: on the supported releases of Node, which the npm registry
 * has as packages, each with the oldest and the newest SDK that runs there, in what `pulumi new typescript`
 * makes; and otherwise installed, written or driven on the oldest Node. Takes names of managers (npm, pnpm, yarn)
 * for arguments, to run only what these install.
 */
const runs: readonly Run[] = [
  ...["20", "22", "24", "26"].flatMap((node) =>
    ["3.216.0", node === "20" ? LAST_OF_20 : "latest"].map((sdk) => ({
      ...{ node, sdk },
      manager: "npm",
      style: styles.template,
    })),
  ),
  ...["pnpm", "yarn"].map((manager) => ({
    ...{ node: "20", sdk: LAST_OF_20 },
    manager,
    style: styles.template,
  })),
  ...[styles.modules, styles.inline, styles.local, styles.container].flatMap((style) =>
    [
      { node: "20", sdk: LAST_OF_20 },
      { node: "24", sdk: "latest" },
    ].map((one) => ({ ...one, manager: "npm", style })),
  ),
];

const execute = promisify(execFile);

async function installed(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Installs a release of Node, unless it is there, and gives the folder of its executable. */
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

/** Creates, compares, changes, refreshes and destroys a key; gives what went wrong. */
async function lifeOfAKey({ live }: Style, folder: string, engine: Engine, node: string): Promise<string> {
  const otoroshi = await startOtoroshi();
  const home = join(folder, "home");
  await mkdir(home);
  const environment = engineEnvironment(engine, home);
  try {
    await live(folder, {
      ...environment,
      OTOROSHI_URL: otoroshi.url,
      OTOROSHI_CLIENT_ID: "admin-api-apikey-id",
      OTOROSHI_CLIENT_SECRET: ADMIN_SECRET,
      PATH: `${node}${delimiter}${environment["PATH"] ?? ""}`,
    });
    const created = otoroshi.requests.filter((one) => one.method === "POST").length;
    if (created !== 1) return `${String(created)} creations were sent`;
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
  const head = ["Node", "@pulumi/pulumi", "installed by", "project", "a key's life"];
  const table = new CliTable({ head, style: { head: [], border: [] } });
  let good = true;
  try {
    for (const [index, { node, sdk, manager, style }] of runs.entries()) {
      if (!names.includes(manager)) continue;
      const project = join(home, String(index));
      const runtime = await installNode(home, node);
      await makeProject(project, style, sdk, manager);
      const failure = await lifeOfAKey(style, project, engine, runtime.folder);
      good &&= failure === "";
      const result = failure === "" ? "as declared" : "failed";
      const version = await installed(project, "@pulumi/pulumi");
      table.push([runtime.version, version, manager, style.name, result]);
      process.stderr.write(`Node ${runtime.version}, SDK ${version}, ${manager}, ${style.name}: ${result}\n`);
      if (failure !== "") process.stderr.write(`${failure}\n`);
      await rm(project, { recursive: true, force: true });
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  const today = new Date().toISOString().slice(0, 10);
  process.stdout.write(`${table.toString()}\nengine ${engine.version}, ${today}\n`);
  return good;
}

const names = process.argv.slice(2);
void compat(names.length > 0 ? names : Object.keys(managers)).then(
  (good) => (process.exitCode = good ? 0 : 1),
);
