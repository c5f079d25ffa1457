import { ok, refused } from "../gateway/answers";
import { groupCollection, keyCollection, routeCollection, serviceCollection } from "./collections";
import { entityRoutes } from "./entity-routes";
import { param, reads, type Route } from "../gateway/exchange";
import { globalApiKeys } from "./global-api-keys";
import { groupScope, routeScope, serviceScope } from "../scopes/scope";
import { scopedApiKeys } from "../scopes/scoped-api-keys";
import type { World } from "../world";

function servicesOfGroup({ groups, services }: World): Route {
  return reads("GET", "/api/groups/:id/services", (request) => {
    const id = param(request, "id");
    return groups.has(id)
      ? ok([...services.values()].filter((service) => service.groups.includes(id)))
      : refused(404, `ServiceGroup with id: '${id}' not found`);
  });
}

/** The group of a service's key had a route of its own, which the server of today answers with its web layer. */
function groupOfKey({ apiKeys, edition, groups, services }: World): Route {
  return reads("GET", "/api/services/:scope/apikeys/:clientId/group", (request) => {
    const id = param(request, "scope");
    const clientId = param(request, "clientId");
    const service = services.get(id);
    if (service === undefined) return refused(404, serviceScope.missing("other", id));
    const key = apiKeys.get(clientId);
    if (key === undefined) return refused(404, edition.noSuchKey(clientId));
    if (key.authorizedGroup === null || key.authorizedGroup !== service.groups[0]) {
      return refused(404, `${edition.noSuchKey(clientId)} for service with id: '${id}'`);
    }
    const group = groups.get(key.authorizedGroup);
    return group === undefined ? refused(404, `ServiceGroup for ApiKey '${clientId}' not found`) : ok(group);
  });
}

/** All routes of an edition; what is not among them is the web layer's 404. */
export function adminApi(world: World): Route[] {
  const keys = globalApiKeys(world);
  const common = [
    ...scopedApiKeys(serviceScope, world),
    ...scopedApiKeys(groupScope, world),
    ...entityRoutes(groupCollection(world), world),
    ...entityRoutes(serviceCollection(world), world),
    servicesOfGroup(world),
    keys.list,
  ];
  if (world.edition.legacy) return [...common, groupOfKey(world)];
  const ownRoutes = entityRoutes(keyCollection(world), world).filter(
    ({ method, path }) => method !== keys.list.method || path !== keys.list.path,
  );
  return [
    ...common,
    ...ownRoutes,
    ...keys.quotas,
    ...scopedApiKeys(routeScope, world),
    ...entityRoutes(routeCollection(world), world),
  ];
}
