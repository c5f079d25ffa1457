import type { ApiKey } from "./keys/api-key";
import { readGroup, readService, type Group, type Service } from "./entities/containers";
import type { Faults } from "./faults/faults";
import { readable } from "./entities/first-entities";
import type { Hold, Holds } from "./faults/holds";
import type { Journal, LoggedRequest } from "./journal";
import type { Json, JsonObject } from "./json/json";
import type { Quotas } from "./keys/quotas";
import { rotated } from "./keys/rotation";
import { newSecret } from "./keys/tokens";
import type { Unreadable } from "./json/unreadable";
import type { World } from "./world";

/** Entities behind the clients' back. `set` reads a document as the server would and fills in what is missing. */
export interface Entities<E> extends Iterable<E> {
  readonly size: number;
  get(id: string): E | undefined;
  set(id: string, document: JsonObject): E;
  delete(id: string): boolean;
  clear(): void;
}

/** A running server. */
export interface EmbeddedOtoroshi {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  readonly keys: Entities<ApiKey>;
  readonly groups: Entities<Group>;
  readonly services: Entities<Service>;
  readonly routes: Entities<Service>;
  /** All requests in the order of their arrival. */
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  /** Counts calls of a key, as the gateway does. */
  recordCalls(clientId: string, calls: number): void;
  /** What the gateway does next to a key whose rotation is on: prepare the next secret, then make it the secret. */
  rotate(clientId: string): ApiKey;
  /** Carries out the next requests of a method, then breaks their connection instead of answering. */
  loseAnswers(method: string, count?: number): void;
  /** Holds back the answer to the next request that fits. */
  hold(wants: (request: LoggedRequest) => boolean): Hold;
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

interface Running {
  readonly world: World;
  readonly journal: Journal;
  readonly holds: Holds;
  readonly faults: Faults;
  readonly quotas: Quotas;
  readonly port: number;
  readonly close: () => Promise<void>;
}

const named =
  <E>(read: (source: Json) => E) =>
  (id: string, document: JsonObject) =>
    read({ name: id, ...document, id });

export function embedded({ world, journal, holds, faults, quotas, port, close }: Running): EmbeddedOtoroshi {
  const { apiKeys, edition, now } = world;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    keys: entities(apiKeys, (clientId, document) =>
      edition.readKey({ clientSecret: newSecret(), clientName: clientId, ...document, clientId }, now()),
    ),
    groups: entities(world.groups, named(readGroup)),
    services: entities(world.services, named(readService)),
    routes: entities(world.routes, named(readService)),
    get requests() {
      return journal.requests;
    },
    clearRequests: () => {
      journal.clear();
    },
    recordCalls: (clientId, calls) => {
      quotas.record(clientId, calls);
    },
    rotate: (clientId) => {
      const key = apiKeys.get(clientId);
      if (key?.rotation.enabled !== true) throw new TypeError(`key ${clientId} does not rotate`);
      const next = rotated(key, newSecret);
      apiKeys.set(clientId, next);
      return next;
    },
    loseAnswers: (method, count = 1) => {
      faults.loseAnswers(method, count);
    },
    hold: (wants) => holds.add(wants),
    close,
  };
}
