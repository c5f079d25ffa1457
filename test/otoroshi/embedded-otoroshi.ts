import { readGroup, readService, type Group, type Service } from "./entities/containers";
import { readable } from "./entities/first-entities";
import type { Failure, FailureHandle } from "./faults/failures";
import type { Hold } from "./faults/holds";
import type { Parts } from "./gateway/server";
import type { LoggedRequest } from "./journal";
import type { Json, JsonObject } from "./json/json";
import type { Unreadable } from "./json/unreadable";
import type { ApiKey } from "./keys/api-key";
import { rotated } from "./keys/rotation";

/** Entities behind the clients' back. `set` reads a document as the server would and fills in what is missing. */
export interface Entities<E> extends Iterable<E> {
  readonly size: number;
  get(id: string): E | undefined;
  /** Throws a TypeError where the server could not read the document. */
  set(id: string, document: JsonObject): E;
  delete(id: string): boolean;
  clear(): void;
}

/** A running server. */
export interface EmbeddedOtoroshi {
  /** `http://127.0.0.1:<port>`, with `https` under TLS. */
  readonly url: string;
  readonly port: number;
  /** The id of the admin API key. */
  readonly clientId: string;
  /** Its secret. */
  readonly clientSecret: string;
  /** The `OTOROSHI_...` variables with which a program, a stack or a client finds the server. */
  readonly environment: Readonly<Record<string, string>>;
  readonly keys: Entities<ApiKey>;
  readonly groups: Entities<Group>;
  readonly services: Entities<Service>;
  readonly routes: Entities<Service>;
  readonly apis: Entities<Service>;
  /** All requests in the order of their arrival. */
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  /** Counts calls of a key, as the gateway does: where its strategy counts, if it has one. */
  recordCalls(clientId: string, calls: number): void;
  /**
   * What the gateway does next to a key whose rotation is on: prepare the next secret, then make it the secret.
   * Throws a TypeError where it is off.
   */
  rotate(clientId: string): ApiKey;
  /** Makes requests fail, the next one that fits if nothing else is said. */
  fail(failure: Failure): FailureHandle;
  /** Carries out the next requests of a method, then breaks their connection instead of answering. */
  loseAnswers(method: string, count?: number): void;
  /** Holds back the answer to the next request that fits. */
  hold(wants: (request: LoggedRequest) => boolean): Hold;
  /** Stops listening and breaks all connections; what the server knows stays. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
  /** Stops, stays down for this many milliseconds (0 if nothing is said), and starts again. */
  restart(options?: { readonly downMs?: number | undefined }): Promise<void>;
  close(): Promise<void>;
}

function entities<E>(
  kept: Map<string, E>,
  read: (id: string, document: JsonObject) => E | Unreadable,
): Entities<E> {
  return {
    get size() {
      return kept.size;
    },
    get: (id) => kept.get(id),
    set: (id, document) => {
      const entity = readable(id, read(id, document));
      kept.set(id, entity);
      return entity;
    },
    delete: (id) => kept.delete(id),
    clear: () => {
      kept.clear();
    },
    [Symbol.iterator]: () => kept.values(),
  };
}

/** What is switched on and off. */
export type Switch = Pick<EmbeddedOtoroshi, "port" | "stop" | "start" | "restart" | "close">;

const named =
  <E>(read: (source: Json) => E) =>
  (id: string, document: JsonObject) =>
    read({ name: id, ...document, id });

/** The object in a program's hands. */
export function embedded(
  { world, options, admin, journal, holds, faults, failures }: Parts,
  power: Switch,
): EmbeddedOtoroshi {
  const { apiKeys, edition, now, quotas } = world;
  const { clientId, clientSecret } = admin;
  const url = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${power.port}`;
  return {
    ...power,
    url,
    clientId,
    clientSecret,
    environment: {
      OTOROSHI_URL: url,
      OTOROSHI_CLIENT_ID: clientId,
      OTOROSHI_CLIENT_SECRET: clientSecret,
      ...(options.hostname === undefined ? {} : { OTOROSHI_ROUTING_HOSTNAME: options.hostname }),
    },
    keys: entities(apiKeys, (id, document) => {
      const missing = { clientSecret: edition.tokens.clientSecret(), clientName: id };
      return edition.readKey({ ...missing, ...document, clientId: id }, now());
    }),
    groups: entities(world.groups, named(readGroup)),
    services: entities(world.services, named(readService)),
    routes: entities(world.routes, named(readService)),
    apis: entities(world.apis, named(readService)),
    get requests() {
      return journal.requests;
    },
    clearRequests: () => {
      journal.clear();
    },
    recordCalls: (id, calls) => {
      quotas.record(apiKeys.get(id) ?? { clientId: id }, calls);
    },
    rotate: (id) => {
      const key = apiKeys.get(id);
      if (key?.rotation.enabled !== true) throw new TypeError(`key ${id} does not rotate`);
      const next = rotated(key, edition.tokens.clientSecret);
      apiKeys.set(id, next);
      return next;
    },
    fail: (failure) => failures.add(failure),
    loseAnswers: (method, count = 1) => {
      faults.loseAnswers(method, count);
    },
    hold: (wants) => holds.add(wants),
  };
}
