import type { ApiKeysApi } from "../../provider/client";
import { isOtoroshiError } from "../../provider/client/otoroshi-error";

/** What tells the servers apart that the client has to do with. */
export interface Edition {
  /** As the test run calls it: a release, or the generation of one that does not tell. */
  readonly name: string;
  /** Whether keys have a description, and entities of their own; before, they belong to one group. */
  readonly entities: boolean;
  /** Whether a key can be addressed by its clientId alone. */
  readonly unscoped: boolean;
  /** Whether a creation replaces an existing key without a word. */
  readonly overwrites: boolean;
  /** The status of the answer to a patch that does not fit. */
  readonly misfit: 400 | 401;
}

/** Finds out which edition a server is of, by what it tells and, where it tells nothing, by what it has. */
export async function editionOf(api: ApiKeysApi): Promise<Edition> {
  const release = await api.version();
  if (release !== undefined) {
    const overwrites = await api.mayOverwrite();
    return { name: release, entities: true, unscoped: true, overwrites, misfit: 400 };
  }
  const missing = await api.get(undefined, "pulumi-otoroshi-none").then(
    () => undefined,
    (error: unknown) => (isOtoroshiError(error) ? error.missing : undefined),
  );
  const unscoped = missing !== "endpoint";
  const name = unscoped ? "1.5 (or 16, before 16.10)" : "1.4";
  return { name, entities: unscoped, unscoped, overwrites: true, misfit: 401 };
}
