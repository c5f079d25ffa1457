import { isDeepStrictEqual } from "node:util";
import type { ApiKeysApi } from "../client/api-keys-api";
import { scopeOf } from "../model/scope";
import { isOwnLogin, refuseLockout } from "../reconcile/lockout";
import { isElsewhere, mustBeHere, mustBeOurs, ownershipOf } from "../reconcile/ownership";
import { sayOf } from "../servers/diagnostics";
import { findAnywhere, missing, writeTo } from "../servers/find";
import { session, type Server } from "../servers/session";
import { stateOf, type State } from "../state/state";

/**
 * Deletes a key with one DELETE in its scope. A key whose scope is gone, or that was moved, is deleted
 * where it is; one that is gone already is no error. A key that is another resource's as well stays.
 */
export async function deleteApiKey(id: string, props: object): Promise<void> {
  const state = stateOf(id, props);
  const server = session.server(state.outputs.connection);
  const spared = await sparedBecause(server, id, state);
  if (spared !== undefined) {
    sayOf({ resource: state.name, clientId: id }, [`not deleted: ${spared}`]);
    return;
  }
  if (isOwnLogin(server, id)) refuseLockout(server, id, "delete it");
  try {
    await remove(server.api, id, state);
  } finally {
    server.keys.wrote(id);
  }
}

async function remove(api: ApiKeysApi, id: string, state: State): Promise<void> {
  try {
    await api.delete(scopeOf(state.outputs), id);
  } catch (error) {
    const what = missing(error);
    if (what === "api-key") return api.prove();
    if (what !== "scope" && what !== "api-key-in-scope") throw error;
    const live = await findAnywhere(api, id);
    if (live !== undefined) await writeTo(api, { live, at: undefined }, (at) => api.delete(at, id));
  }
}

/** Why a key is not deleted, although its resource is. */
async function sparedBecause(server: Server, id: string, state: State): Promise<string | undefined> {
  const { claims } = session;
  if (claims.isHeldByAnother(server.identity, id, state.resource)) {
    // What is deleted before it is replaced, by order of the program, is yet to be made.
    claims.succeed(server.identity, id, state);
    return "another resource of this run has the same key";
  }
  const elsewhere = claims.elsewhere(server.identity, id);
  if (elsewhere.length === 0 && state.creation === "known" && !isElsewhere(server, state)) return undefined;
  const found = await server.keys.read(scopeOf(state.outputs), id);
  if (found === undefined) {
    mustBeHere(server, state);
    return undefined;
  }
  // With `adopt` it would have been taken over, but it has not been.
  if (ownershipOf(server, state, {}, found.live) === "unconfirmed") {
    return "its creation was not confirmed, and the key on the server is another one";
  }
  mustBeOurs(server, state, {}, found.live);
  return (await isSeenOn(elsewhere, server, id))
    ? "another resource of this run manages the same key through another connection, probably on the same server; " +
        "if they are two servers, delete this key by hand"
    : undefined;
}

/** Whether one of several servers shows the same key, in every field: two names of one server look like two. */
async function isSeenOn(identities: readonly string[], server: Server, clientId: string): Promise<boolean> {
  for (const identity of identities) {
    const other = session.serverOf(identity);
    if (other === undefined) continue;
    const [here, there] = await Promise.all([server, other].map(({ api }) => findAnywhere(api, clientId)));
    if (here !== undefined && isDeepStrictEqual(here, there)) return true;
  }
  return false;
}
