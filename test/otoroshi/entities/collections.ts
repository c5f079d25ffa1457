import { randomUUID } from "node:crypto";
import { present, type ApiKey } from "../keys/api-key";
import { readGroup, readService, type Group, type Service } from "./containers";
import { isObject, text, type Json, type JsonObject } from "../json/json";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";

/** One kind of entity with routes of its own, `/api/{path}`. */
export interface Collection {
  readonly path: string;
  get(id: string): unknown;
  all(): readonly unknown[];
  delete(id: string): void;
  /** The id under which a document would be kept, or why it cannot be read. */
  read(source: Json): { readonly id: string; readonly entity: unknown; keep(): void } | Unreadable;
  /** Completes the document of a creation. */
  complete(body: JsonObject): JsonObject;
}

function contained<E extends Group | Service>(
  path: string,
  singular: string,
  entities: Map<string, E>,
  readEntity: (source: Json) => E | Unreadable,
  shape: (entity: E) => unknown,
): Collection {
  return {
    path,
    get: (id) => {
      const entity = entities.get(id);
      return entity === undefined ? undefined : shape(entity);
    },
    all: () => [...entities.values()].map(shape),
    delete: (id) => entities.delete(id),
    read: (source) => {
      const entity = readEntity(source);
      if (entity instanceof Unreadable) return entity;
      return { id: entity.id, entity: shape(entity), keep: () => entities.set(entity.id, entity) };
    },
    complete: (body) => ({ ...body, id: text(body["id"]) ?? `${singular}_${randomUUID()}` }),
  };
}

export function groupCollection({ groups }: World): Collection {
  return contained("groups", "group", groups, readGroup, (group) => group);
}

/** A service belonged to one group in the old edition, which clients read as `groupId`. */
export function serviceCollection({ edition, services }: World): Collection {
  const shape = (service: Service): unknown =>
    edition.legacy ? { ...service, groupId: service.groups[0] } : service;
  return contained("services", "service", services, readService, shape);
}

export function routeCollection({ routes }: World): Collection {
  return contained("routes", "route", routes, readService, (route) => route);
}

/** Unlike the scoped routes this one generates neither id nor secret (the shared creation only knows `id`). */
export function keyCollection({ apiKeys, edition, now }: World): Collection {
  const shown = (key: ApiKey): ApiKey => present(key, now());
  return {
    path: "apikeys",
    get: (id) => {
      const key = apiKeys.get(id);
      return key === undefined ? undefined : shown(key);
    },
    all: () => [...apiKeys.values()].map(shown),
    delete: (id) => apiKeys.delete(id),
    read: (source) => {
      const key = edition.readKey(isObject(source) ? source : null, now());
      if (key instanceof Unreadable) return key;
      return { id: key.clientId, entity: key, keep: () => apiKeys.set(key.clientId, key) };
    },
    complete: (body) => body,
  };
}
