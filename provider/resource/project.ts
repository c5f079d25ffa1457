import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { isMocked, isOwnRun, isRunning } from "./run";

const PROVIDER_MODULE = "pulumi-otoroshi/provider";
const SDK = "@pulumi/pulumi/package.json";

/** The first release of the SDK, of major version 3, that keeps what a refresh finds: the peer dependency's. */
const OLDEST_SDK = 216;

/** The folder that the program was started in. The engine's host of dynamic providers starts there too. */
const started = process.cwd();

/** Folders from which everything was found, in this process. */
const found = new Set<string>();

/**
 * Makes sure that the project can serve a resource: that its engine will find the provider, and that the
 * program shares the SDK with this package.
 *
 * @throws RunError saying what the project has to depend on
 */
export function mustServe(resource: string): void {
  const here = process.cwd();
  if (isMocked() || found.has(here)) return;
  const folders = [...new Set([started, here])];
  const sdks = { project: resolvedFrom(folders, SDK), own: ownSdk() };
  const differ = sdks.project !== undefined && sdks.own !== undefined && sdks.project !== sdks.own;
  if (differ && !isOwnRun()) {
    throw new pulumi.RunError(
      `ApiKey "${resource}": pulumi-otoroshi loads another copy of @pulumi/pulumi (${folderOf(sdks.own)}) than the ` +
        `project does (${folderOf(sdks.project)}), so nothing would be created. Make the project depend on one version ` +
        "of @pulumi/pulumi that pulumi-otoroshi supports, and reinstall its dependencies.",
    );
  }
  if (!isRunning()) return;
  const sdk = versionOf(sdks.own ?? sdks.project);
  if (sdk !== undefined && isTooOld(sdk)) {
    throw new pulumi.RunError(
      `ApiKey "${resource}": pulumi-otoroshi requires @pulumi/pulumi 3.${String(OLDEST_SDK)}.0 or later, but the ` +
        `project has ${sdk}, whose refresh does not save what it finds. Upgrade @pulumi/pulumi in the project.`,
    );
  }
  if (resolvedFrom(folders, PROVIDER_MODULE) === undefined) {
    throw new pulumi.RunError(
      `ApiKey "${resource}": Pulumi cannot find ${PROVIDER_MODULE} from the project's folder, ${started}. Add ` +
        "pulumi-otoroshi to the project's own dependencies, even if another package depends on it.",
    );
  }
  found.add(here);
  if (!differ) return;
  void pulumi.log.warn(
    `pulumi-otoroshi loads another copy of @pulumi/pulumi (${folderOf(sdks.own)}) than the project does ` +
      `(${folderOf(sdks.project)}): make the project depend on one version that pulumi-otoroshi supports.`,
  );
}

/** The file that a name stands for in one of several folders, links followed. */
function resolvedFrom(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    const path = resolved(join(folder, "index.js"), name);
    if (path !== undefined) return path;
  }
  return undefined;
}

/** The SDK that this package imports; not known where the package is part of a bundle of ES modules. */
function ownSdk(): string | undefined {
  return typeof __filename === "string" ? resolved(__filename, SDK) : undefined;
}

function resolved(from: string, name: string): string | undefined {
  try {
    return realpathSync(createRequire(from).resolve(name));
  } catch {
    return undefined;
  }
}

function versionOf(manifest: string | undefined): string | undefined {
  if (manifest === undefined) return undefined;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version?: string }).version;
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 3 || (major === 3 && minor < OLDEST_SDK);
}

function folderOf(manifest: string | undefined): string {
  return manifest === undefined ? "" : dirname(manifest);
}
