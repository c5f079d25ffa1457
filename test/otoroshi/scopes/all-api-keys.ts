import { createHmac } from "node:crypto";
import { readable, withFields } from "../entities/reading";
import type { Collection } from "../entities/collections";
import { forbidden, ok, refused, thrown } from "../gateway/answers";
import { param, reads, type Handler, type Route } from "../gateway/exchange";
import type { Json } from "../json/json";
import { BadQuery, drop, entitiesThatFit, filtersKeys, keysThatFit, pageOf, slice } from "./listing";
import type { World } from "../world";
import { present, type ApiKey } from "../keys/api-key";

const AT = "/api/apikeys";

/** The list of all keys. 1.4 knows neither `filter.x` nor `fields`, and a page 0 has all keys there. */
export function listOfAllKeys(collection: Collection, { edition }: World): Route {
  const cut = edition.name === "1.4" ? drop : slice;
  return reads("GET", AT, (request) => {
    const { method, uri, query } = request;
    const page = pageOf(query);
    if (page instanceof BadQuery) return edition.notAuthorized(method, uri);
    const keys = readable(collection.all(), request).map(({ shown }) => shown as unknown as ApiKey);
    if (filtersKeys(query)) {
      const fitting = keysThatFit(cut(keys, page), query, (key, entity) => edition.opens(key, entity));
      return fitting instanceof BadQuery ? thrown(fitting.exception) : ok(fitting);
    }
    if (edition.name === "1.4") return ok(cut(keys, page));
    const fitting = entitiesThatFit(keys, query);
    if (fitting instanceof BadQuery) return thrown(fitting.exception);
    return ok(cut(fitting, page).map((key) => withFields(key as unknown as Json, query)));
  });
}

/** A key as a form starts with it: fresh tokens, the group "default" where a key needs one. */
export function templateOfKey({ edition, now }: World): Route {
  return reads("GET", `${AT}/_template`, () =>
    ok(
      edition.readKey(
        {
          clientId: edition.tokens.clientId(),
          clientSecret: edition.tokens.clientSecret(),
          clientName: "client-name-apikey",
          ...(edition.name === "17" ? {} : { authorizedGroup: "default" }),
        },
        now(),
      ),
    ),
  );
}

const withKey =
  ({ apiKeys, edition, now }: World, right: "reads" | "writes", use: (key: ApiKey) => unknown): Handler =>
  (request) => {
    const clientId = param(request, "clientId");
    const key = apiKeys.get(clientId);
    if (key === undefined) return refused(404, edition.noSuchKey(clientId));
    return request.rights[right](key._loc) ? ok(use(present(key, now()))) : forbidden;
  };

/** The quotas of a key wherever it belongs. */
export function quotasById(world: World): Route[] {
  const at = `${AT}/:clientId/quotas`;
  return [
    reads(
      "GET",
      at,
      withKey(world, "reads", (key) => world.quotas.readById(key)),
    ),
    reads(
      "DELETE",
      at,
      withKey(world, "writes", (key) => world.quotas.resetById(key)),
    ),
  ];
}

function bearer({ clientId, clientSecret }: ApiKey): string {
  const subject = `otoapk_${clientId}`;
  return `${subject}_${createHmac("sha256", clientSecret).update(subject).digest("hex")}`;
}

/** The token that opens what the key opens. */
export function bearerOfKey(world: World): Route {
  return reads(
    "GET",
    `${AT}/:clientId/bearer`,
    withKey(world, "reads", (key) => ({ bearer: bearer(key) })),
  );
}
