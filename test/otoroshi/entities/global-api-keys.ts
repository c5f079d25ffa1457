import { ok, refused, thrown, thrownAtOnce } from "../gateway/answers";
import { present, type ApiKey } from "../keys/api-key";
import { param, reads, type Handler, type Route } from "../gateway/exchange";
import { BadQuery, cut, entitiesThatFit, filtersKeys, keysThatFit, pageOf } from "../scopes/listing";
import type { World } from "../world";

/** What `/api/apikeys` has beyond the routes of any entity: the filters of the key lists, and quotas. */
export function globalApiKeys(world: World): { readonly list: Route; readonly quotas: Route[] } {
  const { apiKeys, edition, now, quotas } = world;

  const list: Handler = ({ method, uri, query }) => {
    const page = pageOf(query);
    if (page instanceof BadQuery) return thrownAtOnce(method, uri);
    const at = now();
    const keys = cut([...apiKeys.values()], page).map((key) => present(key, at));
    const fitting = filtersKeys(query)
      ? keysThatFit(keys, query, (key, entity) => edition.opens(key, entity))
      : entitiesThatFit(keys, query);
    return fitting instanceof BadQuery ? thrown(fitting.exception) : ok(fitting);
  };

  const counting =
    (use: (key: ApiKey) => unknown): Handler =>
    (request) => {
      const clientId = param(request, "clientId");
      const key = apiKeys.get(clientId);
      return key === undefined ? refused(404, edition.noSuchKey(clientId)) : ok(use(key));
    };

  const at = "/api/apikeys/:clientId/quotas";
  return {
    list: reads("GET", "/api/apikeys", list),
    quotas: [
      reads(
        "GET",
        at,
        counting((key) => quotas.read(key)),
      ),
      reads(
        "DELETE",
        at,
        counting((key) => quotas.reset(key)),
      ),
    ],
  };
}
