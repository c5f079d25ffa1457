import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import type ts from "typescript";
import { root } from "../reference/documentation";

/** The compiler's API, of whichever release. */
export type Compiler = typeof ts;

const load = createRequire(__filename);
const folder = join(root, ".cache", "compilers");

/**
 * Installs the further releases of TypeScript, once: the compilers of people's projects. They are no
 * dependencies of the project, because npm would link one of them as its `tsc`.
 */
export async function installCompilers(): Promise<void> {
  const names = ["package.json", "package-lock.json"];
  const installed = join(folder, "node_modules", "typescript-5.9", "package.json");
  if (existsSync(installed)) return;
  await mkdir(folder, { recursive: true });
  for (const name of names) await copyFile(join(__dirname, "compilers", name), join(folder, name));
  await promisify(execFile)("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
}

/** A compiler by its release; `3.8` is the one that the SDK uses for a project without one of its own. */
export function compiler(release: "3.8" | "4.9" | "5.4" | "5.9" | "6"): Compiler {
  if (release === "6") return load("typescript") as Compiler;
  if (release !== "3.8") return load(join(folder, "node_modules", `typescript-${release}`)) as Compiler;
  const sdk = load.resolve("@pulumi/pulumi/package.json");
  return load(join(sdk, "..", "vendor", "typescript@3.8.3", "typescript.js")) as Compiler;
}
