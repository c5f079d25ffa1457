import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { kind, name } from "./kinds";
import type { Json } from "./json";
import { entityKinds } from "./scope";

const entity = z.strictObject(
  { kind: z.enum(entityKinds), id: name.schema },
  "must be an object with kind (group, service, route, route-composition or api) and id",
);

const pathSchema = z.strictObject(
  { method: name.schema, path: name.schema, authorized_entity: entity.optional() },
  "must be an object with method, path and authorized_entity",
);

/** An HTTP method and a path pattern of `restrictions`, for one entity or, without one, for all. */
export type RestrictionPath = z.infer<typeof pathSchema>;

/**
 * Paths of `restrictions`. The server drops an item without method or path, and says `authorized_entity: null`
 * of one that is for all entities. An item for one entity restricts that one alone, so it is another item.
 */
export const paths = kind<RestrictionPath[], Record<string, unknown>[]>({
  name: "{method, path, authorized_entity?}[]",
  live: z.array(z.looseObject({ method: z.string(), path: z.string() })),
  schema: z.array(pathSchema, "must be a list of {method, path, authorized_entity?}"),
  compared: "item by item, by method, path and entity",
  matches: (desired, live) => isDeepStrictEqual(desired.map(itemOf), read(live)),
  write: (desired) => desired.map((item) => itemOf(item) as Json),
  read,
});

function itemOf(item: unknown): RestrictionPath {
  const { method, path, authorized_entity: entity } = item as RestrictionPath;
  return {
    method,
    path,
    ...(entity ? { authorized_entity: { kind: entity.kind, id: entity.id } } : {}),
  };
}

function read(live: unknown): RestrictionPath[] {
  return Array.isArray(live) ? live.map(itemOf) : [];
}
