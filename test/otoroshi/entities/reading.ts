import { deleted, forbidden, ok, thrown, type Answer } from "../gateway/answers";
import { param, reads, type AdminRequest, type Handler, type Route } from "../gateway/exchange";
import { isObject, type Json } from "../json/json";
import { BadQuery, entitiesThatFit, pageOf, slice } from "../scopes/listing";
import type { World } from "../world";
import type { Collection, Entity } from "./collections";

/** What one edition says of an entity that is not there. */
export interface Absences {
  get(id: string): Answer;
  delete(id: string): Answer;
}

/** Only the members that `fields` names, in their own order. */
export function withFields(entity: Json, query: URLSearchParams): Json {
  const wanted = query.get("fields")?.split(",") ?? [];
  if (wanted.length === 0 || !isObject(entity)) return entity;
  return Object.fromEntries(Object.entries(entity).filter(([name]) => wanted.includes(name)));
}

export const readable = (entities: readonly Entity[], { rights }: AdminRequest): Entity[] =>
  entities.filter(({ location }) => rights.reads(location));

/** The routes of a collection that only read or delete; those that write differ from edition to edition. */
export function readingRoutes(collection: Collection, { edition }: World, absences: Absences): Route[] {
  const list: Handler = (request) => {
    const { method, uri, query } = request;
    const page = pageOf(query);
    if (page instanceof BadQuery) return edition.notAuthorized(method, uri);
    const entities = readable(collection.all(), request).map(({ shown }) => shown);
    const fitting = entitiesThatFit(entities, query);
    if (fitting instanceof BadQuery) return thrown(fitting.exception);
    return ok(slice(fitting, page).map((entity) => withFields(entity, query)));
  };

  const one = `${collection.at}/:id`;
  return [
    reads("GET", collection.at, list),
    reads("GET", one, (request) => {
      const id = param(request, "id");
      const entity = collection.get(id);
      if (entity === undefined) return absences.get(id);
      if (!request.rights.reads(entity.location)) return forbidden;
      return ok(edition.name === "17" ? withFields(entity.shown, request.query) : entity.shown);
    }),
    reads("DELETE", one, (request) => {
      const id = param(request, "id");
      const entity = collection.get(id);
      if (entity === undefined) return absences.delete(id);
      if (!request.rights.writes(entity.location)) return forbidden;
      collection.delete(id);
      return deleted;
    }),
  ];
}
