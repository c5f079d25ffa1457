import { Thrown } from "../editions/edition";
import { described, forbidden, ok, thrown, type Answer } from "../gateway/answers";
import { param, writes, type Handler, type Route } from "../gateway/exchange";
import { isObject, type Json } from "../json/json";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";
import type { Collection } from "./collections";
import { ABSENCES, NOT_FOUND } from "./entity-routes-17";
import { readingRoutes } from "./reading";

/**
 * The shared routes of 1.5. They never compare: a creation replaces what is there, and a PUT or a PATCH keeps what
 * it is given under the id in it, whatever the path says (the tag's source).
 */
export function entityRoutesOf15(collection: Collection, world: World): Route[] {
  const { edition } = world;

  const create: Handler = ({ method, uri, body, rights }) => {
    if (!isObject(body)) return edition.notAuthorized(method, uri);
    const entity = collection.read(collection.complete(body));
    if (entity instanceof Unreadable) return described(400, "bad_format", "Bad entity format");
    if (!rights.writes(entity.location)) return forbidden;
    entity.keep();
    return edition.created(entity.shown);
  };

  const store = (source: Json, echo: Readonly<Record<string, unknown>>): Answer => {
    const entity = collection.read(source);
    if (entity instanceof Unreadable) return described(400, "bad_entity", entity.toString(), echo);
    entity.keep();
    return ok(entity.shown);
  };

  const one = `${collection.at}/:id`;
  return [
    ...readingRoutes(collection, world, ABSENCES),
    writes("POST", collection.at, create),
    writes("PUT", one, ({ body = null, rights }) => {
      const entity = collection.read(body);
      if (!(entity instanceof Unreadable) && !rights.writes(entity.location)) return forbidden;
      return store(body, { entity: body });
    }),
    writes("PATCH", one, (request) => {
      const entity = collection.get(param(request, "id"));
      if (entity === undefined) return NOT_FOUND;
      if (!request.rights.writes(entity.location)) return forbidden;
      const document = edition.patch(entity.shown, request.body);
      return document instanceof Thrown ? thrown(document.exception) : store(document, {});
    }),
  ];
}
