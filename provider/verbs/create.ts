import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { bodyOf } from "../state/body";
import type { ApiKeyEntity } from "../client/entities";
import { isOtoroshiError, OtoroshiError } from "../client/otoroshi-error";
import { scopeOf, type Scope } from "../model/scope";
import { converge, notAsAsked, NotAsAsked } from "../reconcile/converge";
import { say, shown } from "../servers/diagnostics";
import { HalfDone } from "../state/partial-failure";
import type { Inputs, State } from "../state/inputs";
import type { JsonObject } from "../model/json";
import { managedText } from "../state/managed";
import { outputsOf } from "../state/outputs";
import { session, type Server } from "../servers/session";
import { unfulfilled, wishes } from "../reconcile/desired";

/** How often a creation is sent whose answer was lost. */
const ATTEMPTS = 5;

/** Milliseconds before it is sent again, times the attempts so far: a gateway that restarts takes a moment. */
const PAUSE = 500;

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** A random text of the kind and length that Otoroshi generates. */
export function generated(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** Creates the key with one POST, or takes over the one of its clientId with `adopt`. */
export async function create(news: object): Promise<CreateResult & { outs: State }> {
  const inputs = news as Inputs;
  const server = session.server(inputs.connection);
  const clientId = inputs.clientId ?? generated(16);
  const live = await created(server, inputs, clientId, inputs.clientSecret ?? generated(64));
  return { id: clientId, outs: outputsOf(inputs, live) };
}

/**
 * Creates a key of a given id and secret.
 *
 * @throws HalfDone when a key was, or may have been, created that is not what was asked for
 */
export async function created(
  server: Server,
  inputs: Inputs,
  clientId: string,
  clientSecret: string,
): Promise<ApiKeyEntity> {
  try {
    return await createdOrAdopted(server, inputs, clientId, clientSecret);
  } catch (error) {
    if (error instanceof NotAsAsked)
      throw new HalfDone(error.message, clientId, outputsOf(inputs, error.live));
    if (isOtoroshiError(error) && mayHaveHappened(error)) {
      // Recorded as if it existed: the next update finds the key, or makes it; otherwise it could be orphaned.
      const outs = { ...inputs, clientId, clientSecret, managed: managedText([]) } as unknown as State;
      throw new HalfDone(`${error.message} Whether the key was created is not known.`, clientId, outs);
    }
    throw error;
  }
}

async function createdOrAdopted(
  server: Server,
  inputs: Inputs,
  clientId: string,
  clientSecret: string,
): Promise<ApiKeyEntity> {
  let live: ApiKeyEntity;
  try {
    live = await post(server, scopeOf(inputs), bodyOf(inputs, clientId, clientSecret));
  } catch (error) {
    if (isOtoroshiError(error, "already-exists") && inputs.adopt === true)
      return adopted(server, inputs, clientId);
    throw error;
  }
  server.keys.wrote(clientId);
  const left = unfulfilled(wishes(inputs), live as JsonObject);
  if (left.length > 0) throw notAsAsked(server.api.url, left, live);
  return live;
}

/** Whether a request whose failure this is may have been carried out all the same. */
function mayHaveHappened(error: OtoroshiError): boolean {
  return error.uncertain || (error.status !== undefined && error.status < 300);
}

/**
 * Sends the POST until its answer arrives. A repeated one is answered with "already exists" when the lost
 * one was carried out; that the key is ours is told by its secret, which only this process knows.
 */
async function post(server: Server, scope: Scope, body: Record<string, unknown>): Promise<ApiKeyEntity> {
  let lost = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await server.api.create(scope, body);
    } catch (error) {
      if (!isOtoroshiError(error)) throw error;
      if (error.code === "already-exists" && lost) {
        const found = await server.keys.read(scope, body["clientId"] as string);
        if (found !== undefined && found.live.clientSecret === body["clientSecret"]) return found.live;
      }
      if (!error.uncertain || attempt === ATTEMPTS) throw error;
      lost = true;
      await setTimeout(attempt * PAUSE);
    }
  }
}

async function adopted(server: Server, inputs: Inputs, clientId: string): Promise<ApiKeyEntity> {
  const scope = scopeOf(inputs);
  const found = await server.keys.read(scope, clientId);
  if (found === undefined) {
    throw new OtoroshiError(
      `api key '${clientId}' on ${server.api.url} vanished while it was adopted. Try again.`,
      {
        code: "not-found",
        operation: "create_api_key",
      },
    );
  }
  const asked = wishes(inputs);
  const live = found.live as JsonObject;
  const changes = unfulfilled(asked, live);
  say(
    `adopting api key '${clientId}' of ${server.api.url}: ${changes.length === 0 ? "nothing" : changes.length} to change`,
  );
  for (const wish of changes) {
    say(`  ${wish.name}: ${shown(wish.actual(live), wish.secret)} -> ${shown(wish.wanted, wish.secret)}`);
  }
  return converge(server, scope, found, asked);
}
