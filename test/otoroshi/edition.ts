import { created, ok, type Answer } from "./gateway/answers";
import { readApiKey, type ApiKey } from "./keys/api-key";
import { text, texts, type Json, type JsonObject } from "./json/json";
import { readLegacyApiKey } from "./keys/legacy-api-key";
import { PER_SECOND, PER_WINDOW, type QuotaNames } from "./keys/quotas";
import type { Unreadable } from "./json/unreadable";

/** What differs between the server of today (17, 18) and the one of 1.4 and 1.5, which clients still meet. */
export interface Edition {
  readonly legacy: boolean;
  readonly quotaNames: QuotaNames;
  readKey(source: Json, now: number): ApiKey | Unreadable;
  /** Whether a key opens an entity by itself, written as in `authorizedEntities`. */
  opens(key: ApiKey, entity: string): boolean;
  /** The document that a key is created from in a scope. */
  scoped(body: JsonObject, entity: string): JsonObject;
  created(body: unknown): Answer;
  noSuchKey(clientId: string): string;
}

/** The scope goes in front, unless it is listed already; a lone `authorizedGroup` is dropped (observed). */
function scopedToday({ authorizedGroup, ...body }: JsonObject, entity: string): JsonObject {
  const listed = texts(body["authorizedEntities"]);
  if (listed === undefined) return { ...body, authorizedEntities: [entity] };
  if (listed.includes(entity)) return body;
  const group = text(authorizedGroup);
  const first = group === undefined ? [entity] : [entity, `group_${group}`];
  return { ...body, authorizedEntities: [...new Set([...first, ...listed])] };
}

export const TODAY: Edition = {
  legacy: false,
  quotaNames: PER_WINDOW,
  readKey: readApiKey,
  opens: (key, entity) => key.authorizedEntities?.includes(entity) ?? false,
  scoped: scopedToday,
  created,
  noSuchKey: (clientId) => `ApiKey with clientId '${clientId}' not found`,
};

/** A key belonged to one group then, and a service's keys were those of its group; the typing error is theirs. */
export const LEGACY: Edition = {
  legacy: true,
  quotaNames: PER_SECOND,
  readKey: readLegacyApiKey,
  opens: (key, entity) => entity === `group_${key.authorizedGroup ?? ""}`,
  scoped: (body, entity) => ({ ...body, authorizedGroup: entity.slice("group_".length) }),
  created: ok,
  noSuchKey: (clientId) => `ApiKey with clienId '${clientId}' not found`,
};
