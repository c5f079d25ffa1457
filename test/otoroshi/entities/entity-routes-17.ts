import { Thrown } from "../editions/edition";
import { described, forbidden, NOT_AN_OBJECT, ok, thrown, type Answer } from "../gateway/answers";
import { param, writes, type AdminRequest, type Handler, type Route } from "../gateway/exchange";
import { isObject, member, text, type Json } from "../json/json";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";
import type { Collection, Entity } from "./collections";
import { readingRoutes, type Absences } from "./reading";

export const ABSENCES: Absences = {
  get: () => described(404, "not_found", "entity not found"),
  delete: () => described(404, "delete_error", "Entity not found"),
};

export const NOT_FOUND = described(404, "not_found", "Entity not found");

/** The routes that a server of today shares among all its entities (CrudControllerHelper in its source). */
export function entityRoutesOf17(collection: Collection, world: World): Route[] {
  const { edition } = world;

  const create: Handler = ({ method, uri, body, rights }) => {
    if (!isObject(body)) return edition.notAuthorized(method, uri);
    const entity = collection.read(collection.complete(body));
    if (entity instanceof Unreadable) return described(400, "bad_format", "Bad entity format");
    if (!rights.writes(entity.location)) return forbidden;
    // A body's own `id` is what is looked for, whatever member holds the id of this kind.
    const taken = collection.get(text(body["id"]) ?? entity.id);
    if (!edition.overwrites && taken !== undefined) {
      return described(400, "not_found", "Entity already exists");
    }
    entity.keep();
    return edition.created(entity.shown);
  };

  /** An id that is missing or no text is filled in. */
  const withId = (source: Json, id: string): Json =>
    isObject(source) && text(member(source, collection.idName)) === undefined
      ? { ...source, [collection.idName]: id }
      : source;

  const store = (id: string, source: Json, echo: Readonly<Record<string, unknown>>): Answer => {
    if (!isObject(source)) return thrown(NOT_AN_OBJECT);
    const entity = collection.read(withId(source, id));
    if (entity instanceof Unreadable) return described(400, "bad_entity", entity.toJson(), echo);
    if (entity.id !== id) return described(400, "bad_entity", "Bad entity id");
    entity.keep();
    return ok(entity.shown);
  };

  /** An entity that is not there is noticed before the body is read (observed). */
  const withEntity =
    (use: (entity: Entity, request: AdminRequest) => Answer): Handler =>
    (request) => {
      const entity = collection.get(param(request, "id"));
      if (entity === undefined) return NOT_FOUND;
      return request.rights.writes(entity.location) ? use(entity, request) : forbidden;
    };

  const one = `${collection.at}/:id`;
  return [
    ...readingRoutes(collection, world, ABSENCES),
    writes("POST", collection.at, create),
    writes(
      "PUT",
      one,
      // PUT hands the body back, secrets and all (observed).
      withEntity(({ id }, { body = null }) => store(id, body, { entity: body })),
    ),
    writes(
      "PATCH",
      one,
      withEntity(({ id, shown }, { body }) => {
        const document = edition.patch(shown, body);
        return document instanceof Thrown ? thrown(document.exception) : store(id, document, {});
      }),
    ),
  ];
}
