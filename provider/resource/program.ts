import * as pulumi from "@pulumi/pulumi";
import type { Program } from "../state/inputs";
import { secretPaths } from "./secret-paths";

let constructed = 0;

/**
 * What a resource tells the provider about the program, as one text: the engine spends its time by the property.
 *
 * @param args the arguments as they are registered
 * @param secretOutputs the names of outputs that the program makes secret whatever the arguments are
 */
export async function programOf(
  resource: string,
  args: object,
  secretOutputs: readonly string[],
): Promise<string> {
  const order = ++constructed;
  const preview = pulumi.runtime.isDryRun();
  const program: Program = {
    resource,
    order,
    preview,
    secrets: [...secretOutputs, ...(await secretPaths(args))],
  };
  return JSON.stringify(program);
}
