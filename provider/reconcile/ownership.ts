import type { ApiKeyEntity } from "../client/entities";
import { OtoroshiError } from "../client/otoroshi-error";
import type { Server } from "../servers/session";
import type { Inputs } from "../state/inputs";
import type { State } from "../state/state";

/**
 * Whether a live key is the resource's. While it is not known whether the key was created, that is told by the
 * secret that was sent: an unconfirmed creation is no right to somebody else's key of this id. With `adopt` any
 * key of the id is meant.
 *
 * @param inputs the arguments that say whether it may be taken over
 */
export function isOurs(state: State, inputs: Pick<Inputs, "adopt">, live: ApiKeyEntity): boolean {
  return (
    state.creation === "known" ||
    inputs.adopt === true ||
    live.clientSecret === state.outputs.clientSecret ||
    live.clientSecret === state.sentSecret
  );
}

/** @throws OtoroshiError of the code `already-exists` when a live key is somebody else's */
export function mustBeOurs(
  server: Server,
  state: State,
  inputs: Pick<Inputs, "adopt">,
  live: ApiKeyEntity,
): void {
  if (isOurs(state, inputs, live)) return;
  throw new OtoroshiError(
    `api key '${live.clientId}' on ${server.api.url}: its creation was not confirmed, and there is a key of this ` +
      "clientId already, with another secret than the one that was sent. It stays as it is.",
    { code: "already-exists", operation: "create_api_key" },
  );
}
