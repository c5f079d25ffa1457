import { randomInt } from "node:crypto";
import type { ApiKeyEntity } from "../client/entities";
import { isOtoroshiError, OtoroshiError } from "../client/otoroshi-error";
import { declaredAttributes, type Declared } from "../model/attributes";
import type { JsonObject } from "../model/json";
import { scopeOf, type Scope } from "../model/scope";
import type { Found } from "../servers/find";
import { pause } from "../servers/pause";
import { sameKey } from "../servers/same-key";
import { session, type Server } from "../servers/session";
import { bodyOf } from "../state/body";
import type { Inputs, KeyIdentity } from "../state/inputs";
import { sentOutputs, stateWith } from "../state/outputs";
import { PartialFailure } from "../state/partial-failure";
import type { State } from "../state/state";
import { adopted } from "./adoption";
import { differences } from "./compare";
import { NotAsAsked, notAsAsked } from "./converge";
import { planOf } from "./desired";

/** How often a creation is sent whose answer was lost. */
const ATTEMPTS = 5;

/** Milliseconds before it is sent again, times the attempts so far: a gateway that restarts takes a moment. */
const PAUSE = 500;

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A random text of the kind that Otoroshi generates ids and secrets of. */
export function generated(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** The length of a resource's own name: two resources of one key hardly ever share it. */
export const RESOURCE_NAME = 4;

/** A key that is to be made. */
export interface Creation {
  readonly inputs: Inputs;
  /** The id and the secret that it gets, and its name where the arguments do not say. */
  readonly identity: KeyIdentity;
  /** The resource's own name in this run; see `State.resource`. */
  readonly resource: string;
  /** What the program calls it; see `State.name`. */
  readonly name: string | undefined;
  /** What the program marks as secrets; see `State.hidden`. */
  readonly hidden: State["hidden"];
  /** What the key that it takes the place of had besides, when that was deleted by hand. */
  readonly lost?: readonly Declared[];
  /** What stays owed when the key is made; see `State.owed`. */
  readonly owed: State["owed"];
}

/**
 * Creates a key by one POST, or takes over the one of its clientId where that is allowed.
 *
 * @throws PartialFailure when a key was, or may have been, created that is not what was asked for
 * @throws OtoroshiError when none was
 */
export async function created(server: Server, creation: Creation): Promise<ApiKeyEntity> {
  const { inputs, identity, resource, name, hidden, owed } = creation;
  const { clientId } = identity;
  const claim = (): void => session.claims.claim(server.identity, clientId, resource);
  try {
    const live = await createdOrAdopted(server, creation);
    claim();
    return live;
  } catch (error) {
    if (error instanceof NotAsAsked) {
      claim();
      throw new PartialFailure(
        error.message,
        clientId,
        stateWith(inputs, error.live, { resource, server: server.mark, name, hidden, owed }),
      );
    }
    if (isOtoroshiError(error) && error.uncertain && isCreation(error)) {
      claim();
      // Recorded, so that it cannot be orphaned: the next update finds the key by its secret, or makes it.
      throw new PartialFailure(`${error.message} It is not known whether the key was created.`, clientId, {
        outputs: sentOutputs(inputs, identity, creation.lost),
        resource,
        server: server.mark,
        name,
        creation: "unknown",
        owed,
        declared: new Set(declaredAttributes(inputs).map(([attribute]) => attribute.name)),
        hidden,
        turned: {},
        sentSecret: undefined,
      });
    }
    throw error;
  }
}

async function createdOrAdopted(server: Server, creation: Creation): Promise<ApiKeyEntity> {
  const { inputs, identity, resource } = creation;
  let live: ApiKeyEntity;
  try {
    live = await posted(server, creation);
  } catch (error) {
    const former = session.claims.succession(server.identity, identity.clientId);
    if (isOtoroshiError(error, "already-exists") && (inputs.adopt === true || former !== undefined)) {
      return await adopted(server, inputs, identity.clientId, resource, former);
    }
    throw error;
  } finally {
    server.keys.wrote(identity.clientId);
  }
  const left = differences(planOf(inputs), live as JsonObject);
  if (left.length > 0) throw notAsAsked(server, left, live);
  return live;
}

/**
 * Sends the POST until its answer arrives. Servers before 16.5 replace an existing key without a word: there a
 * key of a declared id is looked for first, and of any id before the POST is repeated.
 */
async function posted(server: Server, { inputs, identity, lost }: Creation): Promise<ApiKeyEntity> {
  const scope = scopeOf(inputs);
  const body = bodyOf(inputs, identity, lost);
  const exists = (clientId: string): Promise<boolean> => server.keys.isTaken(clientId);
  let doubt: OtoroshiError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const lookFirst = doubt !== undefined || inputs.clientId !== undefined ? exists : false;
      const made = server.api.create(scope, body, { lookFirst });
      return await sameKey(server.api, identity.clientId, "create_api_key", made);
    } catch (error) {
      if (!isOtoroshiError(error)) throw error;
      if (isInDoubt(error)) doubt = error;
      if (doubt === undefined) throw error;
      if (attempt === ATTEMPTS || !(error.uncertain || error.transient))
        return await settled(server, scope, identity, error, doubt);
      await pause.for(attempt * PAUSE);
    }
  }
}

/** Whether a POST whose failure this is may have been carried out all the same. */
function isInDoubt({ operation, uncertain, status }: OtoroshiError): boolean {
  return isCreation({ operation }) && (uncertain || (status ?? Infinity) < 300);
}

/** Whether it was the POST that failed, and not a look before it. */
function isCreation({ operation }: Pick<OtoroshiError, "operation">): boolean {
  return operation.startsWith("create_");
}

/**
 * Finds out what became of a POST without an answer. That a key that is there is ours is told by its secret,
 * which only this process knows.
 *
 * @param error the failure of the last attempt
 * @param doubt the failure after which a key may have been made
 */
async function settled(
  server: Server,
  scope: Scope,
  { clientId, clientSecret }: KeyIdentity,
  error: OtoroshiError,
  doubt: OtoroshiError,
): Promise<ApiKeyEntity> {
  server.keys.wrote(clientId);
  let found: Found | undefined;
  try {
    found = await server.keys.read(scope, clientId);
  } catch (failure) {
    if (!isOtoroshiError(failure)) throw failure;
    throw doubt;
  }
  if (found === undefined) throw doubt.code === "timeout" ? doubt : certain(error);
  if (found.live.clientSecret === clientSecret) return found.live;
  throw alreadyThere(server, clientId);
}

function alreadyThere(server: Server, clientId: string): OtoroshiError {
  return new OtoroshiError(
    `api key '${clientId}' on ${server.api.url}: a key with this clientId exists already, with a different secret.`,
    { code: "already-exists", operation: "create_api_key" },
  );
}

/** The same failure, now that the server has said that there is no such key. */
function certain({ message, code, status, operation, setting }: OtoroshiError): OtoroshiError {
  return new OtoroshiError(`${message} The key was not created.`, { code, status, operation, setting });
}
