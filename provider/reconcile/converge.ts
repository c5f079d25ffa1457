import type { ApiKeyEntity } from "../client/entities";
import { isOtoroshiError } from "../client/otoroshi-error";
import type { JsonObject } from "../model/json";
import type { PatchOperation } from "../model/json-patch";
import type { Scope } from "../model/scope";
import { writeTo, type Found } from "../servers/find";
import { sameKey } from "../servers/same-key";
import type { Server } from "../servers/session";
import { differences, type Difference } from "./compare";
import { afterWrite, type Plan } from "./desired";
import { partsOf } from "./patch";

/** How often patches are made at most before a key that does not become what was asked is an error. */
const ROUNDS = 5;

/**
 * A key was written, and is not what was asked for. It exists all the same, and so belongs in the state.
 */
export class NotAsAsked extends Error {
  constructor(
    message: string,
    /** The key as it is. */
    readonly live: ApiKeyEntity,
  ) {
    super(message);
  }
}

/**
 * Patches a key until it is as planned: as a rule once, and not at all when it is so already. The server
 * reads, patches and writes without a lock, so each answer is compared with the plan; a patch that no longer
 * fits (400, on older servers 401), or whose answer was lost, is made anew from the key as it is then.
 *
 * @param scope where the key is looked for again
 * @param found the key to begin with, which may be from a list of some seconds ago
 * @returns the key as it is now; `undefined` when it is gone
 * @throws NotAsAsked when the server answered with something else than it was asked for
 * @throws OtoroshiError when it does not answer, or refuses
 */
export async function converge(
  server: Server,
  scope: Scope,
  found: Found,
  plan: Plan,
): Promise<ApiKeyEntity | undefined> {
  let current = found;
  let parts = partsOf(plan, current.live as JsonObject);
  const written = afterWrite(plan);
  for (let round = 1; parts.length > 0; round += 1) {
    try {
      current = { ...current, live: await sent(server, current, parts) };
      const next = partsOf(written, current.live as JsonObject);
      if (round === ROUNDS || sameTargets(parts.flat(), next.flat())) break;
      parts = next;
    } catch (error) {
      if (!isOtoroshiError(error) || round === ROUNDS) throw error;
      if (!(error.uncertain || error.code === "invalid" || error.code === "not-found")) throw error;
      const fresh = await server.keys.read(scope, current.live.clientId).catch((failure: unknown) => {
        // What became of the patch is not known then.
        throw error.uncertain && isOtoroshiError(failure) ? error : failure;
      });
      if (fresh === undefined) return undefined;
      const next = partsOf(plan, fresh.live as JsonObject);
      // The same document for the same key is refused for what it says, not for what changed meanwhile.
      if (error.code === "invalid" && JSON.stringify(next) === JSON.stringify(parts)) throw error;
      current = fresh;
      parts = next;
    }
  }
  const left = differences(written, current.live as JsonObject);
  if (left.length > 0) throw notAsAsked(server, left, current.live);
  return current.live;
}

async function sent(server: Server, found: Found, parts: readonly PatchOperation[][]): Promise<ApiKeyEntity> {
  let { live } = found;
  const { clientId } = live;
  for (const part of parts) {
    try {
      const patched = writeTo(server.api, found, (at) => server.api.patch(at, clientId, part));
      live = await sameKey(server.api, clientId, "patch_api_key", patched);
    } finally {
      server.keys.wrote(clientId);
    }
  }
  return live;
}

function sameTargets(sent: readonly PatchOperation[], next: readonly PatchOperation[]): boolean {
  const paths = new Set(sent.map((operation) => operation.path));
  return next.some((operation) => paths.has(operation.path));
}

/** The error for a key that was written and is not what was asked for. */
export function notAsAsked(server: Server, left: readonly Difference[], live: ApiKeyEntity): NotAsAsked {
  const names = left.map(({ desired }) => desired.attribute.name).join(", ");
  return new NotAsAsked(
    `api key '${live.clientId}' on ${server.api.url}: the server accepted the request, but did not store ${names} as ` +
      "declared. This version of Otoroshi may not support the value, or somebody changed the key at the same time. " +
      "Run pulumi up to try again.",
    live,
  );
}
