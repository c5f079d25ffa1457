import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** The repository's root. */
export const root = resolve(__dirname, "../..");

const run = promisify(execFile);

let tarball: Promise<string> | undefined;

/**
 * Builds the package and packs it as it would be published, once in a process. `PULUMI_OTOROSHI_TARBALL` names
 * one that was packed before, to use instead.
 *
 * @returns the tarball's path; the process removes it when it ends
 * @throws Error with the compiler's output when the package does not build
 */
export function packedPackage(): Promise<string> {
  const { PULUMI_OTOROSHI_TARBALL: ready = "" } = process.env;
  tarball ??= ready === "" ? pack() : Promise.resolve(resolve(ready));
  return tarball;
}

async function pack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-package-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  try {
    await run("npm", ["run", "build"], { cwd: root });
  } catch (error) {
    // The compiler writes its errors to standard output, which the error's own message leaves out.
    throw new Error(`the package does not build:\n${(error as { stdout: string }).stdout}`, { cause: error });
  }
  // Without scripts, because `prepack` would build once more.
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error("npm pack made no tarball");
  return join(folder, file);
}

/**
 * Puts a real copy of the package, as published, into a project: the provider is captured by reference only from
 * a file that is really below a node_modules, and the host of dynamic providers resolves that reference from the
 * project's folder. What the package depends on is found in the folders above, or has to be installed besides.
 *
 * @param folder the project's
 */
export async function installInto(folder: string): Promise<void> {
  const target = join(folder, "node_modules", "pulumi-otoroshi");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", await packedPackage(), "-C", target, "--strip-components", "1"]);
}
