import { randomUUID } from "node:crypto";
import { isObject, text, type Json, type JsonObject } from "../json/json";
import { Unreadable } from "../json/unreadable";
import { present, type ApiKey } from "../keys/api-key";
import type { Location } from "../keys/location";
import type { World } from "../world";
import { readGroup, readService, type Group, type Service } from "./containers";

/** An entity as it is answered, and how it is kept. */
export interface Entity {
  readonly id: string;
  readonly location: Location | undefined;
  readonly shown: Json;
  keep(): void;
}

/** One kind of entity with routes of its own. */
export interface Collection {
  /** Where its routes begin, `/api/groups` for one. */
  readonly at: string;
  /** The member that holds the id. */
  readonly idName: string;
  get(id: string): Entity | undefined;
  all(): readonly Entity[];
  delete(id: string): void;
  /** What a document would be kept as, or why it cannot be read. */
  read(source: Json): Entity | Unreadable;
  /** Completes the document of a creation. */
  complete(body: JsonObject): JsonObject;
}

function contained<E extends Group | Service>(
  at: string,
  singular: string,
  entities: Map<string, E>,
  readEntity: (source: Json) => E | Unreadable,
  shape: (entity: E) => object,
): Collection {
  const wrapped = (entity: E): Entity => ({
    id: entity.id,
    location: entity._loc,
    shown: shape(entity) as JsonObject,
    keep: () => entities.set(entity.id, entity),
  });
  return {
    at,
    idName: "id",
    get: (id) => {
      const entity = entities.get(id);
      return entity === undefined ? undefined : wrapped(entity);
    },
    all: () => [...entities.values()].map(wrapped),
    delete: (id) => entities.delete(id),
    read: (source) => {
      const entity = readEntity(source);
      return entity instanceof Unreadable ? entity : wrapped(entity);
    },
    complete: (body) => ({ ...body, id: text(body["id"]) ?? `${singular}_${randomUUID()}` }),
  };
}

/** In 1.4 a group was three members, and a service belonged to one group, which it named as `groupId`. */
export function groupCollection({ edition, groups }: World): Collection {
  return contained("/api/groups", "group", groups, readGroup, (group) => {
    const { id, name, description } = group;
    return edition.name === "1.4" ? { id, name, description } : group;
  });
}

export function serviceCollection({ edition, services }: World): Collection {
  return contained("/api/services", "service", services, readService, (service) => {
    if (edition.name === "17") return service;
    const { _loc, groups, ...rest } = service;
    const groupId = groups[0] ?? "default";
    return edition.name === "1.5" ? { _loc, ...rest, groupId, groups } : { ...rest, groupId };
  });
}

export function routeCollection({ routes }: World): Collection {
  return contained("/api/routes", "route", routes, readService, (route) => route);
}

export function apiCollection({ apis }: World): Collection {
  return contained("/apis/apis.otoroshi.io/v1/apis", "api", apis, readService, (api) => api);
}

/** Unlike the scoped routes this one generates neither id nor secret (the shared creation only knows `id`). */
export function keyCollection({ apiKeys, edition, now }: World): Collection {
  const wrapped = (key: ApiKey): Entity => ({
    id: key.clientId,
    location: key._loc,
    shown: present(key, now()) as unknown as JsonObject,
    keep: () => apiKeys.set(key.clientId, key),
  });
  return {
    at: "/api/apikeys",
    idName: "clientId",
    get: (id) => {
      const key = apiKeys.get(id);
      return key === undefined ? undefined : wrapped(key);
    },
    all: () => [...apiKeys.values()].map(wrapped),
    delete: (id) => apiKeys.delete(id),
    read: (source) => {
      const key = edition.readKey(isObject(source) ? source : null, now());
      return key instanceof Unreadable ? key : wrapped(key);
    },
    complete: (body) => body,
  };
}
