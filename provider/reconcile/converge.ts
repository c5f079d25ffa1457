import type { ApiKeyEntity } from "../client/answers";
import { describeSubject } from "../client/subject";
import { isOtoroshiError } from "../client/otoroshi-error";
import type { Scope } from "../model/scope";
import { writeTo, type Found } from "../servers/find";
import type { JsonObject } from "../model/json";
import type { PatchOperation } from "../model/json-patch";
import type { Server } from "../servers/session";
import { patchOf, unfulfilled, type Wish } from "./desired";

/** How many patches are sent at most before a key that does not become what was asked is an error. */
const ROUNDS = 5;

/**
 * A key was written, and is not what was asked for. It exists all the same, and so belongs in the state.
 */
export class NotAsAsked extends Error {
  override readonly name = "NotAsAsked";

  constructor(
    message: string,
    /** The key as it is. */
    readonly live: ApiKeyEntity,
  ) {
    super(message);
  }
}

/**
 * Patches a key until it fulfils all wishes: as a rule once, and not at all when it does already. The
 * server reads, patches and writes without a lock, so each answer is compared with the wishes; a patch
 * that no longer fits (400), or whose answer was lost, is made anew from the key as it is then.
 *
 * @throws NotAsAsked when the server answered with something else than it was asked for
 * @throws OtoroshiError when it does not answer, or refuses
 */
export async function converge(
  server: Server,
  scope: Scope,
  found: Found,
  wishes: readonly Wish[],
): Promise<ApiKeyEntity> {
  let current = found;
  let operations = patchOf(wishes, current.live as JsonObject);
  for (let round = 1; operations.length > 0; round += 1) {
    const { clientId } = current.live;
    try {
      const patch = operations;
      const live = await writeTo(server.api, current, (at) =>
        server.api.patch(at, clientId, patch as PatchOperation[]),
      );
      server.keys.wrote(clientId);
      const left = unfulfilled(wishes, live as JsonObject);
      if (left.length === 0) return live;
      current = { ...current, live };
      operations = patchOf(left, live as JsonObject);
      if (round === ROUNDS || sameTargets(patch, operations)) throw notAsAsked(server.api.url, left, live);
    } catch (error) {
      const again = isOtoroshiError(error, "invalid", "unavailable", "timeout", "not-found");
      if (!again || round === ROUNDS) throw error;
      const fresh = await server.keys.read(scope, clientId);
      if (fresh === undefined) throw error;
      const next = patchOf(wishes, fresh.live as JsonObject);
      // The same document for the same key is refused for what it says, not for what changed meanwhile.
      if (error.code === "invalid" && JSON.stringify(next) === JSON.stringify(operations)) throw error;
      current = fresh;
      operations = next;
    }
  }
  return current.live;
}

function sameTargets(sent: readonly { path: string }[], next: readonly { path: string }[]): boolean {
  const paths = new Set(sent.map((operation) => operation.path));
  return next.some((operation) => paths.has(operation.path));
}

/** The error for a key that was written and is not what was asked for. */
export function notAsAsked(url: string, left: readonly Wish[], live: ApiKeyEntity): NotAsAsked {
  const names = left.map((wish) => wish.name).join(", ");
  const subject = describeSubject({ url, clientId: live.clientId, operation: "" });
  return new NotAsAsked(
    `${subject}: the server took the request, but not ${names} as declared. It may be a release of Otoroshi ` +
      "that does not know the value, or somebody changed the key at the same moment; pulumi up tries again.",
    live,
  );
}
