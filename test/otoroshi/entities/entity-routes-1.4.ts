import { Thrown } from "../editions/edition";
import { ok, refused, thrown, type Answer } from "../gateway/answers";
import { param, writes, type Handler, type Route } from "../gateway/exchange";
import { isObject, text, type Json } from "../json/json";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";
import type { Collection } from "./collections";
import { readingRoutes } from "./reading";

/** How 1.4 called a kind of entity in its sentences, and what it wanted of a document further to a name. */
interface Kind {
  readonly model: string;
  readonly read: string;
  readonly mandatory: readonly string[];
}

export const GROUP_OF_1_4: Kind = {
  model: "ServiceGroup",
  read: "ServiceGroup",
  mandatory: ["id", "description"],
};

export const SERVICE_OF_1_4: Kind = { model: "ServiceDescriptor", read: "Service", mandatory: ["groupId"] };

/** The routes of groups and services in 1.4. A creation replaces what is there. */
export function entityRoutesOf14(collection: Collection, world: World, kind: Kind): Route[] {
  const { edition } = world;
  const missing = (what: string, id: string): Answer => refused(404, `${what} with id: '${id}' not found`);

  const store = (source: Json, id?: string): Answer => {
    const complete = isObject(source) && kind.mandatory.every((name) => text(source[name]) !== undefined);
    const entity = complete ? collection.read(collection.complete(source)) : new Unreadable("");
    if (entity instanceof Unreadable || (id !== undefined && entity.id !== id)) {
      return refused(400, `Bad ${kind.model} format`);
    }
    entity.keep();
    return ok(entity.shown);
  };

  const create: Handler = ({ method, uri, body }) =>
    isObject(body) ? store(body) : edition.notAuthorized(method, uri);

  const one = `${collection.at}/:id`;
  return [
    ...readingRoutes(collection, world, {
      get: (id) => missing(kind.read, id),
      delete: (id) => missing(kind.model, id),
    }),
    writes("POST", collection.at, create),
    writes("PUT", one, (request) => {
      const id = param(request, "id");
      return collection.get(id) === undefined ? missing(kind.read, id) : store(request.body ?? null, id);
    }),
    writes("PATCH", one, (request) => {
      const id = param(request, "id");
      const entity = collection.get(id);
      if (entity === undefined) return missing(kind.read, id);
      const document = edition.patch(entity.shown, request.body);
      return document instanceof Thrown ? thrown(document.exception) : store(document, id);
    }),
  ];
}
