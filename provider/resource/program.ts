import * as pulumi from "@pulumi/pulumi";
import type { Program } from "../state/inputs";
import { secretPaths } from "./secret-paths";

let constructed = 0;

/**
 * What a resource tells the provider about the program.
 *
 * @param args the arguments as they are registered
 */
export async function programOf(resource: string, args: object): Promise<Program> {
  const order = ++constructed;
  const preview = pulumi.runtime.isDryRun();
  return { resource, order, preview, secrets: await secretPaths(args) };
}
