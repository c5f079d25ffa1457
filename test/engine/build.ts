import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, copyFile, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** The engine that is built; the Go module proxy serves only some releases, and this one does. */
export const ENGINE_VERSION = "3.250.0";

const EXECUTABLES = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
const SDK = "github.com/pulumi/pulumi/sdk/v3";
const run = promisify(execFile);

/** Whether a folder holds all that an engine needs to run Node programs and dynamic providers. */
export async function isComplete(folder: string): Promise<boolean> {
  try {
    await Promise.all(EXECUTABLES.map((name) => access(join(folder, name), constants.X_OK)));
    return true;
  } catch {
    return false;
  }
}

/** Where built engines are kept: in the user's cache, because a clone does not outlive its tests. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env["XDG_CACHE_HOME"] ?? join(env["HOME"] ?? homedir(), ".cache");
  return join(env["PULUMI_OTOROSHI_CACHE"] ?? join(base, "pulumi-otoroshi"), `engine-${ENGINE_VERSION}`);
}

/**
 * Builds the CLI, the language host and the shell script that starts the SDK's host of dynamic providers
 * from the Go module proxy. The modules are in `go/`, with the checksums of all they need.
 *
 * @param folder where the executables go, all at once, so that a half-done build is never taken for one
 * @param say takes a line before and after
 * @returns `folder`
 * @throws Error when there is no Go, or it is too old, or the modules cannot be had
 */
export async function buildEngine(folder: string, say: (line: string) => void): Promise<string> {
  await goVersion();
  say(
    `pulumi-otoroshi: building the Pulumi engine ${ENGINE_VERSION} from its Go modules, once, into ${folder}. ` +
      "This takes about 4 minutes on 2 cores...",
  );
  const began = Date.now();
  await mkdir(dirname(folder), { recursive: true });
  const workshop = await mkdtemp(`${folder}.`);
  try {
    const sources = join(__dirname, "go");
    await go(join(sources, "cli"), workshop, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
    // The last line of releases that holds the language host as a Go module; it runs today's SDK.
    await go(join(sources, "language"), workshop, `${SDK}/nodejs/cmd/pulumi-language-nodejs`);
    const { stdout } = await run("go", ["list", "-m", "-f", "{{.Dir}}", SDK], { cwd: join(sources, "cli") });
    const script = join(workshop, "pulumi-resource-pulumi-nodejs");
    await copyFile(join(stdout.trim(), "nodejs", "dist", "pulumi-resource-pulumi-nodejs"), script);
    await chmod(script, 0o755);
    await moveInto(folder, workshop);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  say(`pulumi-otoroshi: built the engine in ${String(Math.round((Date.now() - began) / 1000))} s.`);
  return folder;
}

async function goVersion(): Promise<void> {
  const version = await run("go", ["version"]).then(
    ({ stdout }) => /go(\d+)\.(\d+)/u.exec(stdout),
    () => null,
  );
  if (version === null) throw new Error("there is no go on the PATH.");
  const [, major, minor] = version.map(Number) as [number, number, number];
  if (major < 1 || (major === 1 && minor < 26)) throw new Error(`go is ${version[0]}, and 1.26 is needed.`);
}

async function go(module: string, workshop: string, command: string): Promise<void> {
  const version = `-X ${SDK}/go/common/version.Version=v${ENGINE_VERSION}`;
  const flags = ["-mod=readonly", "-buildvcs=false", "-ldflags", `-s -w ${version}`];
  const target = join(workshop, command.split("/").at(-1) ?? command);
  await run("go", ["build", ...flags, "-o", target, command], {
    cwd: module,
    // Nothing that the user has set for modules of their own.
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off", GOTOOLCHAIN: "local" },
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Another process may have built the same meanwhile, and then its engine is as good; half of one is not. */
async function moveInto(folder: string, workshop: string): Promise<void> {
  try {
    await rename(workshop, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    if (await isComplete(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await rename(workshop, folder);
  }
}
