import { buildEngine } from "./engine-build";
import { builtEngineDirectory, ENGINE_VERSION } from "./engine-cache";
import { engineEnvironment } from "./engine-environment";
import { missingFrom } from "./engine-files";
import { searchPath } from "./engine-on-path";
import { OLDEST_PULUMI } from "./pulumi-version";

/** A Pulumi engine: the CLI, and the plugins that run Node programs and dynamic providers. */
export interface Engine {
  /** The folder that holds the executables. */
  readonly directory: string;
  /** Without a leading `v`. */
  readonly version: string;
  /** Where it was found: on the PATH, among those built before, or built just now. */
  readonly source: "path" | "cache" | "built";
  /** Variables to run it with, on top of one's own: its folder first on the PATH, and nothing from the network. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where to look for an engine, and whom to tell. */
export interface FindEngineOptions {
  /** Decides the PATH, the cache's place and what `go` runs in; the process's own by default. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Takes lines on what takes long; they go to standard error by default. */
  readonly say?: (line: string) => void;
}

/**
 * Finds a Pulumi engine: on the PATH if there is one recent enough, else one built before, else one built now
 * from the Go module proxy, which takes minutes.
 *
 * @throws Error on what was looked for and how to install it, when there is none and none can be built
 */
export async function findEngine(options: FindEngineOptions = {}): Promise<Engine> {
  const { environment = process.env, say = (line) => process.stderr.write(`${line}\n`) } = options;
  const engine = (source: Engine["source"], directory: string, version: string): Engine => ({
    directory,
    version,
    source,
    environment: engineEnvironment(directory, environment["PATH"]),
  });
  const onPath = await searchPath(environment);
  if ("directory" in onPath) return engine("path", onPath.directory, onPath.version);
  const directory = builtEngineDirectory(environment);
  if ((await missingFrom(directory)).length === 0) return engine("cache", directory, ENGINE_VERSION);
  try {
    await buildEngine(directory, environment, say);
  } catch (error) {
    throw new Error(instructions(directory, onPath.rejected, error as Error), { cause: error });
  }
  return engine("built", directory, ENGINE_VERSION);
}

function instructions(directory: string, rejected: readonly string[], failure: Error): string {
  return [
    "There is no Pulumi engine to run.",
    `On the PATH: ${rejected.length === 0 ? "no pulumi" : rejected.join("; ")}.`,
    `Built before, in ${directory}: none.`,
    `Built now: ${failure.message.trimEnd()}.`,
    `Install Pulumi ${OLDEST_PULUMI} or later as https://www.pulumi.com/docs/install/ says, or Go 1.26 or later, ` +
      "which the engine is then built with.",
  ].join("\n");
}
