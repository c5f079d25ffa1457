import { Thrown } from "../editions/edition";
import { deleted, forbidden, NOT_AN_OBJECT, ok, refused, thrown, type Answer } from "../gateway/answers";
import { param, reads, writes, type AdminRequest, type Handler, type Route } from "../gateway/exchange";
import { isObject, text, type Json } from "../json/json";
import { Unreadable } from "../json/unreadable";
import { present, type ApiKey } from "../keys/api-key";
import type { World } from "../world";
import { BadQuery, drop, filtersKeys, keysThatFit, pageOf } from "./listing";
import type { Action, Place, Scope } from "./scope";

const BAD_FORMAT = refused(400, "Bad ApiKey format");

type Right = "reads" | "writes";
type Use = (key: ApiKey, request: AdminRequest) => Answer;

/** What a route on one key asks for. */
interface Demands {
  readonly right: Right;
  readonly action: Action;
  readonly check?: "countsFor";
  readonly resetting?: true;
}

/** The key routes of one scope, `/api/groups/{id}/apikeys...` for one. */
export function scopedApiKeys(scope: Scope, world: World): Route[] {
  const { apiKeys, edition, now, quotas } = world;

  const withPlace =
    (action: Action, right: Right, use: (place: Place, request: AdminRequest) => Answer): Handler =>
    (request) => {
      const id = param(request, "scope");
      const place = scope.find(world, id);
      if (place === undefined) return scope.missing(action, id);
      return request.rights[right](place.location) ? use(place, request) : forbidden;
    };

  const withKey = ({ right, action, check, resetting }: Demands, use: Use): Handler =>
    withPlace(action, right, (place, request) => {
      const clientId = param(request, "clientId");
      const key = apiKeys.get(clientId);
      if (key === undefined) return refused(404, edition.noSuchKey(clientId));
      if (!request.rights[right](key._loc)) return forbidden;
      if (!place[check ?? "sees"](key)) {
        const id = param(request, "scope");
        return scope.notSeen(edition.noSuchKey(clientId), id, resetting === true, world);
      }
      return use(present(key, now()), request);
    });

  const store = (source: Json, clientId: string): Answer => {
    const key = edition.readKey(source, now());
    if (key instanceof Unreadable || key.clientId !== clientId) return BAD_FORMAT;
    apiKeys.set(clientId, key);
    return ok(key);
  };

  const list: Handler = (request) => {
    const { query, rights } = request;
    const page = pageOf(query);
    if (page instanceof BadQuery) return edition.notAuthorized(request.method, request.uri);
    const id = param(request, "scope");
    const lists = scope.lists(world, id);
    if (lists === undefined) return scope.missing("list", id);
    const at = now();
    const keys = [...apiKeys.values()]
      .filter((key) => lists(key) && rights.reads(key._loc))
      .map((key) => present(key, at));
    // Without a filter the page is ignored (observed), though a wrong one is noticed all the same.
    if (!filtersKeys(query)) return ok(keys);
    const fitting = keysThatFit(keys, query, (key, entity) => edition.opens(key, entity));
    return fitting instanceof BadQuery ? thrown(fitting.exception) : ok(drop(fitting, page));
  };

  const create = withPlace("create", "writes", (place, { body, rights }) => {
    if (!isObject(body)) return thrown(NOT_AN_OBJECT);
    if (place.closed !== undefined) return place.closed;
    const source = edition.scoped(
      {
        ...body,
        clientId: text(body["clientId"]) ?? edition.tokens.clientId(),
        clientSecret: text(body["clientSecret"]) ?? edition.tokens.clientSecret(),
      },
      place.entity,
    );
    const key = edition.readKey(source, now());
    if (key instanceof Unreadable) return BAD_FORMAT;
    if (!rights.writes(key._loc)) return forbidden;
    if (!edition.overwrites && apiKeys.has(key.clientId)) return scope.duplicate;
    apiKeys.set(key.clientId, key);
    return edition.created(key);
  });

  const createFromObject: Handler = (request) =>
    scope.bodyFirst && !isObject(request.body)
      ? edition.notAuthorized(request.method, request.uri)
      : create(request);

  const patch: Use = (key, { body }) => {
    const document = edition.patch(key as unknown as Json, body);
    return document instanceof Thrown ? thrown(document.exception) : store(document, key.clientId);
  };

  const at = `${scope.at}/:scope/apikeys`;
  const one = `${at}/:clientId`;
  const writing: Demands = { right: "writes", action: "write" };
  return [
    reads("GET", at, list),
    writes("POST", at, createFromObject),
    reads("GET", one, withKey({ right: "reads", action: "other" }, ok)),
    writes(
      "PUT",
      one,
      withKey(writing, (key, { body = null }) => store(body, key.clientId)),
    ),
    writes("PATCH", one, withKey(writing, patch)),
    reads(
      "DELETE",
      one,
      withKey({ right: "writes", action: "other" }, (key) => {
        apiKeys.delete(key.clientId);
        return deleted;
      }),
    ),
    reads(
      "GET",
      `${one}/quotas`,
      withKey({ right: "reads", action: "other", check: "countsFor" }, (key) => ok(quotas.readInScope(key))),
    ),
    reads(
      "DELETE",
      `${one}/quotas`,
      withKey({ right: "writes", action: "other", resetting: true }, (key) => ok(quotas.resetInScope(key))),
    ),
  ];
}
