import type { EmbeddedOtoroshi, Entities } from "./embedded-otoroshi";
import { readGroup, readService } from "./entities/containers";
import { readable } from "./entities/first-entities";
import type { Parts } from "./gateway/server";
import type { Json, JsonObject } from "./json/json";
import type { Unreadable } from "./json/unreadable";
import { rotated } from "./keys/rotation";

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
      const entity = readable(id, read(id, document as JsonObject));
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
