import {
  deleted,
  described,
  MALFORMED_PATCH,
  ok,
  thrown,
  thrownAtOnce,
  type Answer,
} from "../gateway/answers";
import type { Collection } from "./collections";
import { param, reads, writes, type AdminRequest, type Handler, type Route } from "../gateway/exchange";
import { isObject, type Json } from "../json/json";
import { isPatch, patched } from "../json/json-patch";
import { BadQuery, cut, entitiesThatFit, pageOf } from "../scopes/listing";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";

const NOT_FOUND = described(404, "not_found", "Entity not found");

/** The routes that the server shares among all its entities (CrudControllerHelper in its source). */
export function entityRoutes(collection: Collection, world: World): Route[] {
  const { edition } = world;

  const list: Handler = ({ method, uri, query }) => {
    const page = pageOf(query);
    if (page instanceof BadQuery) return thrownAtOnce(method, uri);
    const fitting = entitiesThatFit(cut(collection.all(), page), query);
    return fitting instanceof BadQuery ? thrown(fitting.exception) : ok(fitting);
  };

  const create: Handler = ({ method, uri, body }) => {
    if (!isObject(body)) return thrownAtOnce(method, uri);
    const read = collection.read(collection.complete(body));
    if (read instanceof Unreadable) return described(400, "bad_format", "Bad entity format");
    if (!edition.legacy && collection.get(read.id) !== undefined) {
      return described(400, "creation_error", "Entity already exists");
    }
    read.keep();
    return edition.created(read.entity);
  };

  const withEntity =
    (missing: Answer, use: (id: string, entity: unknown, request: AdminRequest) => Answer): Handler =>
    (request) => {
      const id = param(request, "id");
      const entity = collection.get(id);
      return entity === undefined ? missing : use(id, entity, request);
    };

  const replace = (id: string, source: Json, echo: boolean): Answer => {
    const read = collection.read(source);
    if (read instanceof Unreadable) {
      // PUT hands the body back, secrets and all (observed).
      return described(400, "bad_entity", read.toString(), echo ? { entity: source } : {});
    }
    if (read.id !== id) return described(400, "bad_entity", "Bad entity id");
    if (collection.get(id) === undefined) return NOT_FOUND;
    read.keep();
    return ok(read.entity);
  };

  const at = `/api/${collection.path}`;
  const one = `${at}/:id`;
  return [
    reads("GET", at, list),
    writes("POST", at, create),
    reads(
      "GET",
      one,
      withEntity(described(404, "not_found", "entity not found"), (_, entity) => ok(entity)),
    ),
    writes("PUT", one, (request) => replace(param(request, "id"), request.body ?? null, true)),
    writes(
      "PATCH",
      one,
      withEntity(NOT_FOUND, (id, entity, { body }) => {
        if (!isPatch(body)) return thrown(MALFORMED_PATCH);
        return replace(id, patched(entity as Json, body) ?? null, false);
      }),
    ),
    reads(
      "DELETE",
      one,
      withEntity(described(404, "delete_error", "Entity not found"), (id) => {
        collection.delete(id);
        return deleted;
      }),
    ),
  ];
}
