import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { packedPackage, root } from "../engine/package";

const execute = promisify(execFile);
const load = createRequire(__filename);

/** The package managers that projects are installed by, each of the release that this repository depends on. */
export type Manager = "npm" | "pnpm" | "yarn";

/** The folders of a tree that are packages, with their package.json but for the name and the version. */
export type Manifests = Readonly<Record<string, object>>;

const commands: Readonly<Record<Manager, readonly [string, ...string[]]>> = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"],
  pnpm: [join(root, "node_modules/.bin/pnpm"), "install", "--ignore-scripts"],
  yarn: [join(root, "node_modules/.bin/yarn"), "install", "--ignore-scripts", "--non-interactive"],
};

/** Installs what a project depends on, on the Node that the PATH finds. */
export async function install(manager: Manager, folder: string, path = process.env["PATH"]): Promise<void> {
  const [command, ...args] = commands[manager];
  await execute(command, args, {
    cwd: folder,
    // Called by `npm run --silent`, npm would say nothing of a failure.
    env: { ...process.env, PATH: path, npm_config_loglevel: "error" },
    maxBuffer: 1 << 24,
  });
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Packs a package of the given files, and gives the name under which a project can depend on it. */
export async function packed(home: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(home, "packed-"));
  await writeFiles(folder, files);
  return pack(folder);
}

/** This package as published, under another version. */
export async function otherVersion(home: string, version: string): Promise<string> {
  const folder = await mkdtemp(join(home, "version-"));
  await execute("tar", ["-xzf", await packedPackage(), "-C", folder, "--strip-components", "1"]);
  const manifest = load(join(folder, "package.json")) as object;
  await writeFile(join(folder, "package.json"), JSON.stringify({ ...manifest, version, scripts: {} }));
  return pack(folder);
}

async function pack(folder: string): Promise<string> {
  const { stdout } = await execute("npm", ["pack", "--ignore-scripts", "--json"], { cwd: folder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return `file:${join(folder, filename)}`;
}

/** A new folder outside of the repository, whose modules a project below it would find. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "pulumi-otoroshi-project-"));
}

export function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}
