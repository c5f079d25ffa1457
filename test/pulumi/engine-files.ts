import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";

/** What runs a Node program with dynamic providers: a Pulumi installation has them in one folder. */
export const EXECUTABLES = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

/** Those of the executables that a folder lacks. */
export async function missingFrom(directory: string): Promise<string[]> {
  const present = await Promise.all(EXECUTABLES.map((name) => isExecutable(join(directory, name))));
  return EXECUTABLES.filter((_, index) => present[index] !== true);
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
