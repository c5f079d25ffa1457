import { isDeepStrictEqual } from "node:util";
import type { ApiKeyEntity } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { OtoroshiError } from "../client/otoroshi-error";
import { scopeOf } from "../model/scope";
import { isOwnLogin, refuseLockout } from "../reconcile/lockout";
import { isOurs } from "../reconcile/ownership";
import { mustExist } from "../reconcile/scopes";
import { sayOf } from "../servers/diagnostics";
import type { Successor } from "../servers/claims";
import { findAnywhere, missing, writeTo } from "../servers/find";
import { session, type Server } from "../servers/session";
import { stateOf, type State } from "../state/state";

const HELD = "another resource of this run has the same key";

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
  const successor = claims.successorOf(server.identity, id);
  const held = claims.isHeldByAnother(server.identity, id, state.resource);
  // A successor on the same server declares the key itself, and has yet to be told to take it over.
  if (held && successor === undefined) {
    // What is deleted before it is replaced, by order of the program, is yet to be made.
    if (state.creation === "known") claims.succeed(server.identity, id, state);
    return HELD;
  }
  const elsewhere = claims.isElsewhere(server.identity, id);
  if (successor === undefined && !elsewhere && state.creation === "known") return undefined;
  const found = await server.keys.read(scopeOf(state.outputs), id);
  if (found === undefined) return undefined;
  // With `adopt` it would have been taken over, but it has not been.
  if (!isOurs(state, {}, found.live)) {
    return "its creation was not confirmed, and the key that is on the server now is another one";
  }
  if (elsewhere && (await isSeenElsewhere(server, found.live))) {
    return (
      "another resource of this run has the very same key through another connection, which may be the same " +
      "server; if it is not, delete the key by hand"
    );
  }
  if (successor !== undefined && (await isSameKey(server, successor, found.live, state))) {
    return "it is replaced through another connection of the same server, and taken over there";
  }
  return held ? HELD : undefined;
}

/** Whether a key of this run on what seems to be another server is this one: two names of one server look like two. */
async function isSeenElsewhere(server: Server, live: ApiKeyEntity): Promise<boolean> {
  const { clientId, clientSecret } = live;
  for (const identity of session.claims.elsewhere(server.identity, clientId, clientSecret)) {
    const other = session.serverOf(identity);
    if (other !== undefined && (await isAlike(server, other, clientId))) return true;
  }
  return false;
}

/** Whether two servers show the same key of an id, in every field; then they may be one. */
async function isAlike(one: Server, other: Server, clientId: string): Promise<boolean> {
  const [here, there] = await Promise.all([one, other].map(({ api }) => findAnywhere(api, clientId)));
  return here !== undefined && isDeepStrictEqual(here, there);
}

/**
 * Whether the key that replaces this one, of the same id on another connection, is this one: two names of one
 * server look like two servers.
 *
 * @throws OtoroshiError `already-exists` when it is somebody else's, `not-found` when its scope is not there:
 *   nothing must be deleted for what will fail
 */
async function isSameKey(
  before: Server,
  successor: Successor,
  live: ApiKeyEntity,
  state: State,
): Promise<boolean> {
  const server = session.server(successor.connection);
  const { clientId } = live;
  if (server.identity !== before.identity) {
    const there = await findAnywhere(server.api, clientId);
    const alike = there !== undefined && (await isAlike(before, server, clientId));
    if (!alike && (there === undefined || successor.adopt)) {
      if (successor.scope !== undefined) await mustExist(server, successor.scope, clientId);
      return false;
    }
    if (!alike) {
      throw new OtoroshiError(
        `api key '${clientId}' on ${server.api.url}: there is a key of this clientId already. ` +
          `Nothing was deleted on ${before.api.url}.`,
        { code: "already-exists", operation: "create_api_key" },
      );
    }
  }
  session.claims.succeed(server.identity, clientId, state);
  return true;
}
