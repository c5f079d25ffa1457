import { forbidden, ok, refused, type Answer } from "../gateway/answers";
import { param, reads, writes, type AdminRequest, type Route } from "../gateway/exchange";
import type { Group } from "../entities/containers";
import { present, type ApiKey } from "../keys/api-key";
import type { World } from "../world";
import { serviceScope } from "./scope";

/**
 * The group of a service's key had routes of its own in 1.4. The one that writes takes any JSON and changes
 * nothing (observed).
 */
export function groupOfKey(world: World): Route[] {
  const { apiKeys, edition, groups, now } = world;

  const find = (request: AdminRequest): { key: ApiKey; group: Group } | { refused: Answer } => {
    const id = param(request, "scope");
    const clientId = param(request, "clientId");
    const place = serviceScope.find(world, id);
    if (place === undefined) return { refused: serviceScope.missing("other", id) };
    if (!request.rights.reads(place.location)) return { refused: forbidden };
    const key = apiKeys.get(clientId);
    if (key === undefined) return { refused: refused(404, edition.noSuchKey(clientId)) };
    if (!place.sees(key)) {
      return { refused: serviceScope.notSeen(edition.noSuchKey(clientId), id, false, world) };
    }
    const group = groups.get(key.authorizedGroup ?? "");
    return group === undefined
      ? { refused: refused(404, `ServiceGroup for ApiKey '${clientId}' not found`) }
      : { key, group };
  };

  const at = "/api/services/:scope/apikeys/:clientId/group";
  return [
    reads("GET", at, (request) => {
      const found = find(request);
      if ("refused" in found) return found.refused;
      const { id, name, description } = found.group;
      return ok({ id, name, description });
    }),
    writes("PUT", at, (request) => {
      const found = find(request);
      return "refused" in found ? found.refused : ok(present(found.key, now()));
    }),
  ];
}
