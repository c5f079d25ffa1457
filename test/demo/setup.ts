import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../engine/package";

/**
 * Makes the clone a Pulumi project: builds the package and puts it under its own name among its modules,
 * where the program and the host of dynamic providers look for it.
 */
export function setUp(): void {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const itself = join(root, "node_modules", "pulumi-otoroshi");
  if (!existsSync(itself)) symlinkSync(root, itself, "dir");
}
