import { refused, type Answer } from "../gateway/answers";
import type { ApiKey } from "../keys/api-key";
import type { Location } from "../keys/location";
import type { World } from "../world";

export type Action = "list" | "create" | "write" | "other";

/** A group, a service, a route or an API that keys are reached through. */
export interface Place {
  /** The entity that a key created here opens. */
  readonly entity: string;
  readonly location: Location;
  sees(key: ApiKey): boolean;
  /** Reading quotas may ask for more than seeing the key. */
  countsFor(key: ApiKey): boolean;
  /** Why nothing can be created here although the place is there. */
  readonly closed?: Answer | undefined;
}

/** The sentences of each scope are as observed. */
export interface Scope {
  /** Where its routes begin; the key routes follow after the id. */
  readonly at: string;
  readonly noun: string;
  readonly duplicate: Answer;
  /** Whether a body that is no object is noticed before the scope is looked for. */
  readonly bodyFirst: boolean;
  find(world: World, id: string): Place | undefined;
  /** The keys that its list has, `undefined` where it has none at all. */
  lists(world: World, id: string): ((key: ApiKey) => boolean) | undefined;
  missing(action: Action, id: string): Answer;
  /** A key that is not seen here; the reset of quotas may say so in other words. */
  notSeen(noSuchKey: string, id: string, resetting: boolean, world: World): Answer;
}

const notFound = (sentence: string): Answer => refused(404, sentence);

const ALREADY_THERE = refused(400, "Apikey already exists");

const NO_GROUP = notFound("Service group not found");

const notSeenBy =
  (noun: string) =>
  (noSuchKey: string, id: string): Answer =>
    notFound(`${noSuchKey} for ${noun} with id: '${id}'`);

/** The kinds of entities with which a service, a route or an API may be named. */
const kindsOf = (id: string): string[] => [
  `service_${id}`,
  `route_${id}`,
  `api_${id}`,
  `route-composition_${id}`,
];

const groupsOf = (groups: readonly string[]): string[] => groups.map((group) => `group_${group}`);

const opensOneOf =
  ({ edition }: World, entities: readonly string[]) =>
  (key: ApiKey): boolean =>
    entities.some((entity) => edition.opens(key, entity));

/** A service's own keys and those of its groups; in 1.4 it had none of its own. */
export const serviceScope: Scope = {
  at: "/api/services",
  noun: "service",
  duplicate: ALREADY_THERE,
  bodyFirst: true,
  find(world, id) {
    const service = world.services.get(id);
    if (service === undefined) return undefined;
    const groups = groupsOf(service.groups);
    if (world.edition.name === "1.4") {
      const [entity = ""] = groups;
      const sees = opensOneOf(world, [entity]);
      const closed = world.groups.has(service.groups[0] ?? "") ? undefined : NO_GROUP;
      return { entity, location: service._loc, sees, countsFor: sees, closed };
    }
    return {
      entity: `service_${id}`,
      location: service._loc,
      sees: opensOneOf(world, [...kindsOf(id), ...groups]),
      countsFor: opensOneOf(world, [`service_${id}`]),
    };
  },
  lists(world, id) {
    const service = world.services.get(id);
    if (service === undefined) return undefined;
    return opensOneOf(world, [`service_${id}`, ...groupsOf(service.groups)]);
  },
  missing(action, id) {
    if (action === "list") return notFound(`ApiKeys for service with id: '${id}' does not exist`);
    return notFound(
      action === "create" ? `Service with id ${id} not found` : `Service with id: '${id}' not found`,
    );
  },
  notSeen: notSeenBy("service"),
};

export const groupScope: Scope = {
  at: "/api/groups",
  noun: "group",
  duplicate: ALREADY_THERE,
  bodyFirst: true,
  find(world, id) {
    const group = world.groups.get(id);
    if (group === undefined) return undefined;
    const sees = opensOneOf(world, [`group_${id}`]);
    return { entity: `group_${id}`, location: group._loc, sees, countsFor: sees };
  },
  lists(world, id) {
    return world.groups.has(id) ? opensOneOf(world, [`group_${id}`]) : undefined;
  },
  missing(action, id) {
    if (action === "list") return notFound(`ApiKeys for group with id: '${id}' does not exist`);
    if (action === "create") return NO_GROUP;
    return notFound(`${action === "write" ? "Service Group" : "Group"} with id: '${id}' not found`);
  },
  notSeen: notSeenBy("group"),
};

/** The address of a function in the memory of the server, which slips into one of its sentences. */
const SOMEWHERE =
  "otoroshi.controllers.adminapi.ApiKeysFromRouteController$$Lambda$5236/0x00007fdb34e3f4c8@5bdfaf79";

/**
 * Routes and APIs. Their lists and the reading of quotas look for a service of that id, which as a rule is not
 * there; the list of a route is empty then, that of an API missing (observed).
 */
function entityScope(kind: "route" | "api", at: string): Scope {
  const entities = ({ routes, apis }: World) => (kind === "route" ? routes : apis);
  return {
    at,
    noun: "service",
    duplicate: refused(400, "resource already exists"),
    bodyFirst: false,
    find(world, id) {
      const entity = entities(world).get(id);
      if (entity === undefined) return undefined;
      return {
        entity: `${kind}_${id}`,
        location: entity._loc,
        sees: opensOneOf(world, [...kindsOf(id), ...groupsOf(entity.groups)]),
        countsFor: opensOneOf(world, [`service_${id}`]),
      };
    },
    lists(world, id) {
      const none = kind === "route" && world.routes.has(id) ? () => false : undefined;
      return serviceScope.lists(world, id) ?? none;
    },
    missing(action, id) {
      return action === "list"
        ? serviceScope.missing(action, id)
        : notFound(`Entity with id '${id}' not found`);
    },
    notSeen(noSuchKey, id, resetting, world) {
      if (!resetting) return notSeenBy("service")(noSuchKey, id);
      const groups = entities(world).get(id)?.groups ?? [];
      const list = groups.length === 0 ? "Vector()" : `List(${groups.join(", ")})`;
      return notSeenBy("service")(noSuchKey, `Entity(${id},${list},${SOMEWHERE}).id`);
    },
  };
}

export const routeScope = entityScope("route", "/api/routes");

export const apiScope = entityScope("api", "/apis/apis.otoroshi.io/v1/apis");
