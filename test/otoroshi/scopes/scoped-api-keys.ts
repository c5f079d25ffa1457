import {
  deleted,
  MALFORMED_PATCH,
  NOT_AN_OBJECT,
  ok,
  refused,
  thrown,
  thrownAtOnce,
  type Answer,
} from "../gateway/answers";
import { present, type ApiKey } from "../keys/api-key";
import { param, reads, writes, type AdminRequest, type Handler, type Route } from "../gateway/exchange";
import { isObject, text, type Json } from "../json/json";
import { isPatch, patched } from "../json/json-patch";
import { BadQuery, cut, filtersKeys, keysThatFit, pageOf } from "./listing";
import type { Action, Place, Scope } from "./scope";
import { newClientId, newSecret } from "../keys/tokens";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";

const BAD_FORMAT = refused(400, "Bad ApiKey format");

type Use = (key: ApiKey, request: AdminRequest) => Answer;

/** The key routes of one scope: `/api/{groups|services|routes}/{id}/apikeys...`. */
export function scopedApiKeys(scope: Scope, world: World): Route[] {
  const { apiKeys, edition, now, quotas } = world;

  const withPlace =
    (action: Action, use: (place: Place, request: AdminRequest) => Answer): Handler =>
    (request) => {
      const id = param(request, "scope");
      const place = scope.find(world, id);
      return place === undefined ? refused(404, scope.missing(action, id)) : use(place, request);
    };

  const withKey = (action: Action, check: "sees" | "countsFor", use: Use): Handler =>
    withPlace(action, (place, request) => {
      const clientId = param(request, "clientId");
      const key = apiKeys.get(clientId);
      if (key === undefined) return refused(404, edition.noSuchKey(clientId));
      if (!place[check](key)) {
        const where = `for ${scope.noun} with id: '${param(request, "scope")}'`;
        return refused(404, `${edition.noSuchKey(clientId)} ${where}`);
      }
      return use(present(key, now()), request);
    });

  const store = (source: Json, clientId: string): Answer => {
    const key = edition.readKey(source, now());
    if (key instanceof Unreadable || key.clientId !== clientId) return BAD_FORMAT;
    apiKeys.set(clientId, key);
    return ok(key);
  };

  const list = withPlace("list", (place, { query }) => {
    const at = now();
    const keys = [...apiKeys.values()].filter((key) => place.lists(key)).map((key) => present(key, at));
    const page = pageOf(query);
    // Without a filter the page is ignored (observed), though a wrong one is noticed all the same.
    if (page instanceof BadQuery || !filtersKeys(query)) return ok(keys);
    const fitting = keysThatFit(keys, query, (key, entity) => edition.opens(key, entity));
    return fitting instanceof BadQuery ? thrown(fitting.exception) : ok(cut(fitting, page));
  });

  const listUnlessBadPage: Handler = (request) =>
    pageOf(request.query) instanceof BadQuery ? thrownAtOnce(request.method, request.uri) : list(request);

  const create = withPlace("create", (place, { body }) => {
    if (!isObject(body)) return thrown(NOT_AN_OBJECT);
    const source = edition.scoped(
      {
        ...body,
        clientId: text(body["clientId"]) ?? newClientId(),
        clientSecret: text(body["clientSecret"]) ?? newSecret(),
      },
      place.entity,
    );
    const key = edition.readKey(source, now());
    if (key instanceof Unreadable) return BAD_FORMAT;
    // The old server wrote over an existing key without a word (its source).
    if (!edition.legacy && apiKeys.has(key.clientId)) return refused(400, scope.duplicate);
    apiKeys.set(key.clientId, key);
    return edition.created(key);
  });

  const createFromObject: Handler = (request) =>
    scope.bodyFirst && !isObject(request.body) ? thrownAtOnce(request.method, request.uri) : create(request);

  const patch: Use = (key, { body }) => {
    if (!isPatch(body)) return thrown(MALFORMED_PATCH);
    const document = patched(key as unknown as Json, body);
    if (document !== undefined) return store(document, key.clientId);
    return edition.legacy ? thrown(MALFORMED_PATCH) : BAD_FORMAT;
  };

  const at = `/api/${scope.path}/:scope/apikeys`;
  const one = `${at}/:clientId`;
  return [
    reads("GET", at, listUnlessBadPage),
    writes("POST", at, createFromObject),
    reads("GET", one, withKey("other", "sees", ok)),
    writes(
      "PUT",
      one,
      withKey("write", "sees", (key, { body }) => store(body ?? null, key.clientId)),
    ),
    writes("PATCH", one, withKey("write", "sees", patch)),
    reads(
      "DELETE",
      one,
      withKey("other", "sees", (key) => {
        apiKeys.delete(key.clientId);
        return deleted;
      }),
    ),
    reads(
      "GET",
      `${one}/quotas`,
      withKey("other", "countsFor", (key) => ok(quotas.read(key))),
    ),
    reads(
      "DELETE",
      `${one}/quotas`,
      withKey("other", "sees", (key) => ok(quotas.reset(key))),
    ),
  ];
}
