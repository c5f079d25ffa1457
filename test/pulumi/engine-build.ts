import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { ENGINE_VERSION } from "./engine-cache";
import { missingFrom } from "./engine-files";
import { versionOf } from "./engine-on-path";

const OLDEST_GO = [1, 26] as const;
const SDK = "github.com/pulumi/pulumi/sdk/v3";
const MODULES = join(__dirname, "engine");
const WORKSHOP = ".building-";
const ABANDONED_AFTER_MS = 6 * 3_600_000;
const COMMANDS = [
  ["cli", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
  // Of an older SDK, the last that has it as part of its module; it runs today's SDK with today's engine.
  ["language", `${SDK}/nodejs/cmd/pulumi-language-nodejs`],
] as const;

/**
 * Builds the engine from the Go module proxy, which takes minutes: the CLI, the language host of Node, and the
 * script that starts the SDK's host of dynamic providers.
 *
 * @param directory where the executables go. They come into being all at once, when the last of them works.
 * @param environment what `go` runs in
 * @param say takes a line before and a line after
 * @throws Error when there is no Go, when it is too old, and when the build fails
 */
export async function buildEngine(
  directory: string,
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  await requireGo(environment);
  say(
    `pulumi-otoroshi: building the Pulumi engine ${ENGINE_VERSION} from its Go modules, once, into ${directory}. ` +
      "With empty caches this takes about 4 minutes on 2 cores...",
  );
  const began = performance.now();
  const folder = dirname(directory);
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(dirname(folder));
  // Beside the target, because a rename is only atomic within one file system.
  const workshop = await mkdtemp(join(dirname(folder), WORKSHOP));
  try {
    await build(join(workshop, "bin"), environment);
    await publish(workshop, folder);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  say(`pulumi-otoroshi: built the engine in ${Math.round((performance.now() - began) / 1000)} s.`);
}

/** A build that is killed leaves its 130 MB; one this old cannot be going on still. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    if (!name.startsWith(WORKSHOP) || Date.now() - (await stat(folder)).mtimeMs < ABANDONED_AFTER_MS)
      continue;
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireGo(environment: NodeJS.ProcessEnv): Promise<void> {
  const wanted = `Go ${OLDEST_GO.join(".")} or later`;
  // Outside any module, or a go.mod there would decide which toolchain answers.
  const version = await go(["env", "GOVERSION"], tmpdir(), environment).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error(`no go on the PATH; ${wanted} is needed`);
    throw error;
  });
  const [, major = NaN, minor = NaN] = (/go(\d+)\.(\d+)/u.exec(version) ?? []).map(Number);
  if (major > OLDEST_GO[0] || (major === OLDEST_GO[0] && minor >= OLDEST_GO[1])) return;
  throw new Error(`the go on the PATH is ${version}; ${wanted} is needed`);
}

async function build(bin: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(bin, { recursive: true });
  const ldflags = `-s -w -X ${SDK}/go/common/version.Version=v${ENGINE_VERSION}`;
  for (const [module, command] of COMMANDS) {
    const output = join(bin, basename(command));
    // readonly: with the checksums in go.sum, nothing but the code they name is built.
    const flags = ["-mod=readonly", "-buildvcs=false", "-ldflags", ldflags];
    await go(["build", ...flags, "-o", output, command], join(MODULES, module), environment);
  }
  const list = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK];
  const sdk = await go(list, join(MODULES, "cli"), environment);
  const script = join(bin, "pulumi-resource-pulumi-nodejs");
  await copyFile(join(sdk, "nodejs", "dist", basename(script)), script);
  // The module cache is read-only.
  await chmod(script, 0o755);
  const version = await versionOf(bin, environment);
  if (version !== ENGINE_VERSION) throw new Error(`the engine built says that it is ${version ?? "nothing"}`);
}

async function go(args: readonly string[], cwd: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const env = {
    ...environment,
    CGO_ENABLED: "0",
    // A workspace or flags of the user's would change what is built, and a toolchain must not be fetched unasked.
    GOWORK: "off",
    GOFLAGS: "",
    GOTOOLCHAIN: "local",
  };
  const { stdout } = await promisify(execFile)("go", args, { cwd, env, maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

async function publish(workshop: string, folder: string): Promise<void> {
  try {
    await rename(workshop, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    // Another process has built the same meanwhile, and may be running it: then that one stays.
    if ((await missingFrom(join(folder, "bin"))).length === 0) return;
    await rm(folder, { recursive: true, force: true });
    await rename(workshop, folder);
  }
}
