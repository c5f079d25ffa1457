import * as pulumi from "@pulumi/pulumi";
import { secretPaths } from "./secret-paths";

/** What only the program knows and the provider needs; `check` takes it out, so that no state holds it. */
export interface Program {
  /** The resource's name. */
  readonly resource: string;
  /** Numbers the resources of a process in the order of their construction. */
  readonly order: number;
  /** Whether this is a preview. */
  readonly preview: boolean;
  /** Where the arguments hold secrets, such as `metadata.token`. */
  readonly secrets: readonly string[];
}

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
