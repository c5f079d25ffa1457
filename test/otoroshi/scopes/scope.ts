import type { ApiKey } from "../keys/api-key";
import type { World } from "../world";

export type Action = "list" | "create" | "write" | "other";

/** A group, service or route that keys are reached through. */
export interface Place {
  /** The entity that a key created here opens. */
  readonly entity: string;
  sees(key: ApiKey): boolean;
  /** Reading quotas may ask for more than seeing the key. */
  countsFor(key: ApiKey): boolean;
  lists(key: ApiKey): boolean;
}

/** The sentences of each scope are as observed; those of the routes as in the server's source. */
export interface Scope {
  readonly path: "services" | "groups" | "routes";
  find(world: World, id: string): Place | undefined;
  missing(action: Action, id: string): string;
  readonly noun: string;
  readonly duplicate: string;
  /** Whether a body that is no object is noticed before the scope is looked for. */
  readonly bodyFirst: boolean;
}

export const serviceScope: Scope = {
  path: "services",
  noun: "service",
  duplicate: "Apikey already exists",
  bodyFirst: true,
  find({ edition, services }, id) {
    const service = services.get(id);
    if (service === undefined) return undefined;
    const groups = service.groups.map((group) => `group_${group}`);
    if (edition.legacy) {
      const [entity = ""] = groups;
      const sees = (key: ApiKey): boolean => edition.opens(key, entity);
      return { entity, sees, countsFor: sees, lists: sees };
    }
    const entity = `service_${id}`;
    const byGroup = (key: ApiKey): boolean => groups.some((group) => edition.opens(key, group));
    const own = [entity, `route_${id}`, `api_${id}`, `route-composition_${id}`];
    return {
      entity,
      sees: (key) => own.some((one) => edition.opens(key, one)) || byGroup(key),
      countsFor: (key) => edition.opens(key, entity),
      lists: (key) => edition.opens(key, entity) || byGroup(key),
    };
  },
  missing(action, id) {
    if (action === "list") return `ApiKeys for service with id: '${id}' does not exist`;
    return action === "create" ? `Service with id ${id} not found` : `Service with id: '${id}' not found`;
  },
};

export const groupScope: Scope = {
  path: "groups",
  noun: "group",
  duplicate: "Apikey already exists",
  bodyFirst: true,
  find({ edition, groups }, id) {
    if (!groups.has(id)) return undefined;
    const entity = `group_${id}`;
    const sees = (key: ApiKey): boolean => edition.opens(key, entity);
    return { entity, sees, countsFor: sees, lists: sees };
  },
  missing(action, id) {
    if (action === "list") return `ApiKeys for group with id: '${id}' does not exist`;
    if (action === "create") return "Service group not found";
    return `${action === "write" ? "Service Group" : "Group"} with id: '${id}' not found`;
  },
};

export const routeScope: Scope = {
  path: "routes",
  noun: "service",
  duplicate: "resource already exists",
  bodyFirst: false,
  find({ edition, routes }, id) {
    const route = routes.get(id);
    if (route === undefined) return undefined;
    const own = [`service_${id}`, `route_${id}`, `api_${id}`, `route-composition_${id}`];
    const groups = route.groups.map((group) => `group_${group}`);
    return {
      entity: `route_${id}`,
      sees: (key) => [...own, ...groups].some((one) => edition.opens(key, one)),
      // The server asks its services here, where a route is none: the list is always empty and the quotas of a
      // key of the route are never found (observed).
      countsFor: (key) => edition.opens(key, `service_${id}`),
      lists: () => false,
    };
  },
  missing(action, id) {
    return action === "list"
      ? `ApiKeys for service with id: '${id}' does not exist`
      : `Entity with id '${id}' not found`;
  },
};
