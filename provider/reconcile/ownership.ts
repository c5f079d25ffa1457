import type { ApiKeyEntity } from "../client/entities";
import { OtoroshiError } from "../client/otoroshi-error";
import { session, type Server } from "../servers/session";
import type { Inputs } from "../state/inputs";
import { hasSecretOf, type State } from "../state/state";

/**
 * Whose a live key is:
 * - `ours`: the resource's;
 * - `unconfirmed`: it is not known whether the resource's was created, and this is another one;
 * - `elsewhere`: the resource's is on another server, and this is another one.
 */
export type Ownership = "ours" | "unconfirmed" | "elsewhere";

/** The argument that says whether a key may be taken over. */
type Claim = Pick<Inputs, "adopt">;

/**
 * Whose a live key is. Where the state alone does not say, the secret tells: an unconfirmed creation is no right to
 * somebody else's key of this id, and neither is a key on a server that the configuration has led to before. With
 * `adopt` any key of the id is meant. Whether a connection to another server leads to the same key, `diff` has found out.
 */
export function ownershipOf(server: Server, state: State, { adopt }: Claim, live: ApiKeyEntity): Ownership {
  const { connection } = state.outputs;
  if (adopt === true || hasSecretOf(state, live)) return "ours";
  if (state.creation !== "known") return "unconfirmed";
  const leadsHere = (): boolean => session.server(connection).identity === server.identity;
  return isElsewhere(server, state) && leadsHere() ? "elsewhere" : "ours";
}

/** Whether the state has the key on another server: its url was changed, or another one answers by it. */
export function isElsewhere(server: Server, { server: mark }: State): boolean {
  return mark !== undefined && mark !== server.mark;
}

/** @throws OtoroshiError when a live key is somebody else's */
export function mustBeOurs(server: Server, state: State, claim: Claim, live: ApiKeyEntity): void {
  const ownership = ownershipOf(server, state, claim, live);
  if (ownership === "unconfirmed") {
    throw new OtoroshiError(
      `api key '${live.clientId}' on ${server.api.url}: the creation was not confirmed, and a key with this clientId ` +
        "exists already, with a different secret (create_api_key). That key was not changed.",
      { code: "already-exists", operation: "create_api_key" },
    );
  }
  if (ownership === "elsewhere") {
    throw new OtoroshiError(
      `api key '${live.clientId}' on ${server.api.url}: according to the state, the key is on another server, and the ` +
        "key on this server has a different secret. It was not changed. Check the url. To adopt this key, declare " +
        "adopt: true and run pulumi up.",
      { code: "unexpected", operation: "api_key", setting: "url" },
    );
  }
}

/**
 * Refuses to believe that a key is gone because another server does not have it.
 *
 * @throws OtoroshiError of the code `unexpected`
 */
export function mustBeHere(server: Server, state: State): void {
  if (!isElsewhere(server, state)) return;
  throw new OtoroshiError(
    `api key '${state.outputs.clientId}' on ${server.api.url}: the key is not on this server; according to the state, it ` +
      "is on another one. Check the url. To create the key on this server, run pulumi up. To remove it from the " +
      "state, run pulumi state delete.",
    { code: "unexpected", operation: "api_key", setting: "url" },
  );
}
