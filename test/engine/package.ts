import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** The repository's root. */
export const root = resolve(__dirname, "../..");

const run = promisify(execFile);

let tarball: Promise<string> | undefined;

/** Packs the package as it would be published, once in a process. `npm run build` must have
 * run: files of tests run side by side, and a build would take the package from under the others. */
export function packedPackage(): Promise<string> {
  tarball ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-pack-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const { stdout } = await run(
      "npm",
      ["pack", "--ignore-scripts", "--json", "--pack-destination", folder],
      { cwd: root },
    );
    const [packed] = JSON.parse(stdout) as [{ filename: string }];
    return join(folder, packed.filename);
  })();
  return tarball;
}

/**
 * Puts a copy of the package, as published, under a project's node_modules. What it depends on is found in
 * the folders above, or has to be installed besides.
 */
export async function installInto(project: string): Promise<void> {
  const target = join(project, "node_modules", "pulumi-otoroshi");
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", await packedPackage(), "-C", target, "--strip-components", "1"]);
}
