import { execFile } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { environmentOfTests } from "../environment";
import { buildEngine, cacheFolder, ENGINE_VERSION, isComplete } from "./build";

/** A Pulumi engine: the CLI and the plugins that run Node programs and dynamic providers. */
export interface Engine {
  /** The folder of its executables. */
  readonly folder: string;
  readonly version: string;
  /** Where it was found. */
  readonly source: "path" | "cache" | "built";
}

/** Where to look, and what to do without; all of it the process's own unless given. */
export interface FindOptions {
  /** The PATH to search. */
  readonly path?: string;
  /** The folder of engines built before. */
  readonly cache?: string;
  /** Builds an engine into the cache; rejects with the reason when it cannot. */
  readonly build?: (cache: string, say: (line: string) => void) => Promise<string>;
  /** Takes lines on what is going on. */
  readonly say?: (line: string) => void;
}

/** The first release whose dynamic providers may return inputs from `read`, which refresh needs. */
const OLDEST: readonly [number, number] = [3, 216];

/**
 * Finds a Pulumi engine: on the PATH if it is recent enough, else one built before, else one built now from
 * the Go module proxy.
 *
 * @throws Error saying what was looked for and how to install Pulumi, when there is none and none can be built
 */
export async function findEngine(options: FindOptions = {}): Promise<Engine> {
  const { path = process.env["PATH"] ?? "", cache = cacheFolder(), build = buildEngine } = options;
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const installed = await onPath(path);
  if (installed !== undefined) return installed;
  if (await isComplete(cache)) return { folder: cache, version: ENGINE_VERSION, source: "cache" };
  try {
    return { folder: await build(cache, say), version: ENGINE_VERSION, source: "built" };
  } catch (error) {
    throw new Error(
      `There is no Pulumi of ${OLDEST.join(".")} or later on the PATH, none in ${cache}, and none could be built: ` +
        `${(error as Error).message}\nInstall Pulumi as https://www.pulumi.com/docs/install/ says, or Go 1.26 or later, ` +
        "and try again.",
      { cause: error },
    );
  }
}

async function onPath(path: string): Promise<Engine | undefined> {
  for (const folder of path.split(delimiter).filter((one) => one !== "")) {
    if (!(await isComplete(folder))) continue;
    const version = await versionOf(join(folder, "pulumi"), path);
    if (version !== undefined && isRecent(version)) return { folder, version, source: "path" };
  }
  return undefined;
}

async function versionOf(pulumi: string, path: string): Promise<string | undefined> {
  try {
    const env = {
      ...process.env,
      PATH: `${dirname(pulumi)}${delimiter}${path}`,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const { stdout } = await promisify(execFile)(pulumi, ["version"], { env });
    return stdout.trim().replace(/^v/u, "");
  } catch {
    return undefined;
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/**
 * The environment that an engine runs in: the process's own without what the user has set for Pulumi and
 * Otoroshi, the engine's folder first on the PATH, everything it writes in `home`, and nothing fetched.
 */
export function engineEnvironment(engine: Engine, home: string): NodeJS.ProcessEnv {
  return {
    ...environmentOfTests(),
    PATH: `${engine.folder}${delimiter}${process.env["PATH"] ?? ""}`,
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "pulumi-otoroshi",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
