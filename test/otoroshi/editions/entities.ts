import type { ApiKey } from "../keys/api-key";
import { text, texts, type JsonObject } from "../json/json";

/** Whether a key of many entities opens one of them. */
export const opens = (key: ApiKey, entity: string): boolean =>
  key.authorizedEntities?.includes(entity) ?? false;

/** The scope goes in front, unless it is listed already; a lone `authorizedGroup` is dropped (observed). */
export function scoped({ authorizedGroup, ...body }: JsonObject, entity: string): JsonObject {
  const listed = texts(body["authorizedEntities"]);
  if (listed === undefined) return { ...body, authorizedEntities: [entity] };
  if (listed.includes(entity)) return body;
  const group = text(authorizedGroup);
  const first = group === undefined ? [entity] : [entity, `group_${group}`];
  return { ...body, authorizedEntities: [...new Set([...first, ...listed])] };
}
