import { readFile } from "node:fs/promises";

/** A resource as the state holds it; a secret is an object with a `ciphertext`. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

/** What a stack's state is. */
export interface StackState {
  /** The deployment, as `pulumi stack export` gives it; secrets are encrypted. */
  readonly deployment: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly unknown[];
  };
  /** The file of the backend, as it is. */
  readonly text: string;
}

/** Reads the state that a file backend keeps in `file`; no CLI need start for it, and no secret be decrypted. */
export async function readState(file: string): Promise<StackState> {
  const text = await readFile(file, "utf8");
  const { checkpoint } = JSON.parse(text) as { checkpoint: { latest: StackState["deployment"] | null } };
  return { deployment: checkpoint.latest ?? {}, text };
}
