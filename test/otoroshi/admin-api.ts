import { ok, refused } from "./gateway/answers";
import { param, reads, type Route } from "./gateway/exchange";
import { bearerOfKey, listOfAllKeys, quotasById, templateOfKey } from "./scopes/all-api-keys";
import { groupOfKey } from "./scopes/group-of-key";
import { apiScope, groupScope, routeScope, serviceScope } from "./scopes/scope";
import { scopedApiKeys } from "./scopes/scoped-api-keys";
import type { World } from "./world";
import {
  apiCollection,
  groupCollection,
  keyCollection,
  routeCollection,
  serviceCollection,
  type Collection,
} from "./entities/collections";
import { entityRoutesOf14, GROUP_OF_1_4, SERVICE_OF_1_4 } from "./entities/entity-routes-1.4";
import { entityRoutesOf15 } from "./entities/entity-routes-1.5";
import { entityRoutesOf17 } from "./entities/entity-routes-17";
import { globalConfigRoutes } from "./entities/global-config";
import { infos } from "./entities/infos";

function servicesOfGroup({ groups, services }: World, shown: Collection): Route {
  return reads("GET", "/api/groups/:id/services", (request) => {
    const id = param(request, "id");
    if (!groups.has(id)) return refused(404, `ServiceGroup with id: '${id}' not found`);
    const own = [...services.values()].filter((service) => service.groups.includes(id));
    return ok(own.map((service) => shown.get(service.id)?.shown));
  });
}

/** The list of all keys is not like that of any other kind. */
function withoutList(routes: readonly Route[], { at }: Collection): Route[] {
  return routes.filter(({ method, path }) => method !== "GET" || path !== at);
}

/** A document to begin with; the server of today has one for every kind of entity, 1.4 and 1.5 for keys. */
function templateOf(collection: Collection): Route {
  return reads("GET", `${collection.at}/_template`, () => {
    const source = collection.complete({ name: "new entity", groups: [] });
    return ok(source);
  });
}

/** All routes of an edition; what is not among them is the web layer's 404. */
export function adminApi(world: World): Route[] {
  const groups = groupCollection(world);
  const services = serviceCollection(world);
  const keys = keyCollection(world);
  const always = [
    ...scopedApiKeys(serviceScope, world),
    ...scopedApiKeys(groupScope, world),
    servicesOfGroup(world, services),
    listOfAllKeys(keys, world),
    templateOfKey(world),
    ...infos(world),
    ...globalConfigRoutes(world),
  ];
  if (world.edition.name === "1.4") {
    return [
      ...always,
      ...groupOfKey(world),
      ...entityRoutesOf14(groups, world, GROUP_OF_1_4),
      ...entityRoutesOf14(services, world, SERVICE_OF_1_4),
    ];
  }
  if (world.edition.name === "1.5") {
    return [
      ...always,
      ...quotasById(world),
      ...withoutList(entityRoutesOf15(keys, world), keys),
      ...entityRoutesOf15(groups, world),
      ...entityRoutesOf15(services, world),
    ];
  }
  const apis = apiCollection(world);
  return [
    ...always,
    ...quotasById(world),
    bearerOfKey(world),
    ...withoutList(entityRoutesOf17(keys, world), keys),
    ...entityRoutesOf17(groups, world),
    ...entityRoutesOf17(services, world),
    ...entityRoutesOf17(routeCollection(world), world),
    ...entityRoutesOf17(apis, world),
    templateOf(apis),
    ...scopedApiKeys(routeScope, world),
    ...scopedApiKeys(apiScope, world),
  ];
}
