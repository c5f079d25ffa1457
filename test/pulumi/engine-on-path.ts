import { execFile } from "node:child_process";
import { realpath } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { engineEnvironment } from "./engine-environment";
import { missingFrom } from "./engine-files";
import { isRecentEnough, OLDEST_PULUMI } from "./pulumi-version";

/** What the PATH holds: a Pulumi that will do, or for each that will not, a sentence on why. */
export type PathSearch =
  { readonly directory: string; readonly version: string } | { readonly rejected: readonly string[] };

/** Looks through the PATH of `environment` for a Pulumi that can run the provider. */
export async function searchPath(environment: NodeJS.ProcessEnv): Promise<PathSearch> {
  const rejected: string[] = [];
  for (const folder of (environment["PATH"] ?? "").split(delimiter).filter(isAbsolute)) {
    const found = await inspect(folder, environment);
    if (found === undefined) continue;
    if (typeof found !== "string") return found;
    rejected.push(found);
  }
  return { rejected };
}

async function inspect(
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ directory: string; version: string } | string | undefined> {
  const pulumi = join(folder, "pulumi");
  const directory = await completeFolder(folder);
  if (directory === undefined) {
    const missing = await missingFrom(folder);
    return missing.includes("pulumi") ? undefined : `${pulumi} has no ${missing.join(" and no ")} beside it`;
  }
  const version = await versionOf(directory, environment);
  if (version === undefined) return `${pulumi} does not say its version`;
  if (!isRecentEnough(version)) return `${pulumi} is ${version}, older than ${OLDEST_PULUMI}`;
  return { directory, version };
}

/** The engine too looks for its plugins beside the file that a linked `pulumi` really is (its `getPluginInfoAndPath`). */
async function completeFolder(folder: string): Promise<string | undefined> {
  if ((await missingFrom(folder)).length === 0) return folder;
  try {
    const real = dirname(await realpath(join(folder, "pulumi")));
    return (await missingFrom(real)).length === 0 ? real : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The version that a folder's `pulumi` says it has, without the leading `v`; undefined if it fails to say.
 *
 * @param environment what it runs in
 */
export async function versionOf(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  try {
    const env = { ...environment, ...engineEnvironment(directory, environment["PATH"]) };
    const { stdout } = await promisify(execFile)(join(directory, "pulumi"), ["version"], {
      env,
      timeout: 60_000,
    });
    return stdout.trim().replace(/^v/u, "");
  } catch {
    return undefined;
  }
}
