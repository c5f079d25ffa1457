import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The release that is built; the Go module proxy serves only some, and this is the newest it was seen to serve. */
export const ENGINE_VERSION = "3.250.0";

/**
 * The folder that built engines are kept in, one subfolder a version: `$PULUMI_OTOROSHI_CACHE`, else
 * `$XDG_CACHE_HOME/pulumi-otoroshi`, else `~/.cache/pulumi-otoroshi`. It is the user's and not the clone's, so
 * that one build serves every clone.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  const { PULUMI_OTOROSHI_CACHE: own = "", XDG_CACHE_HOME: xdg = "", HOME: home = homedir() } = environment;
  if (own !== "") return resolve(own);
  return join(xdg === "" ? join(home, ".cache") : xdg, "pulumi-otoroshi");
}

/** Where a built engine's executables are: `bin`, which the Automation API wants to find below its root. */
export function builtEngineDirectory(environment: NodeJS.ProcessEnv): string {
  return join(cacheFolder(environment), ENGINE_VERSION, "bin");
}
