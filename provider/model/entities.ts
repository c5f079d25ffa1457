import type { Operation } from "fast-json-patch";
import { z } from "zod";
import type { Json, JsonObject } from "./json";
import { sameSet, set, type Kind } from "./kinds";

/** What the server calls an authorized entity; a text without prefix would silently become a group. */
const entity = /^(group|service|route)_./su;

/** The entities that a key opens: groups, services and routes. */
export const entities: Kind<string[]> = {
  ...set,
  name: "string[] of `group_x`, `service_x`, `route_x`",
  schema: z.array(
    z.string("must be a string").regex(entity, "must be group_, service_ or route_ followed by an id"),
    "must be a list of strings",
  ),
};

/** Which entities a key has to open. */
export interface Membership {
  /** The scope's own entity, always among them. */
  readonly scope: string;
  /** The entity of the scope that the key is moved away from. */
  readonly former?: string | undefined;
  /** Entities further to the scope; `undefined` leaves those of others as they are. */
  readonly further?: readonly string[] | undefined;
  /** The entities that the state knows the key by; `undefined` for a key that is not in the state. */
  readonly known?: readonly string[] | undefined;
}

/**
 * The entities of a live key, in the server's order. Its answers say them three times, and its reader
 * takes the union of the three.
 */
export function entitiesOf(live: JsonObject): string[] {
  const listed = Array.isArray(live["authorizedEntities"]) ? (live["authorizedEntities"] as string[]) : [];
  const authorizations = Array.isArray(live["authorizations"]) ? live["authorizations"] : [];
  const authorized = authorizations.map((one) => {
    const { kind, id } = one as { kind: string; id: string };
    return `${kind}_${id}`;
  });
  const group = typeof live["authorizedGroup"] === "string" ? [`group_${live["authorizedGroup"]}`] : [];
  return [...new Set([...listed, ...authorized, ...group])];
}

/**
 * The entities that the key has to have, given those it has. A key that is not in its scope was moved
 * away: what it was moved to goes, unlike what somebody added to a key that stayed.
 */
export function members({ scope, former, further, known }: Membership, current: readonly string[]): string[] {
  if (further !== undefined) return [...new Set([scope, ...further])];
  const others = current.filter((one) => one !== scope && one !== former);
  const moved =
    known !== undefined && !current.includes(scope) && (former === undefined || !current.includes(former));
  if (moved) return [scope, ...others.filter((one) => known.includes(one))];
  return current.includes(scope) ? current.filter((one) => one !== former) : [scope, ...others];
}

/**
 * Whether a server keeps one group a key and nothing else, as those before 1.5 do. There a key of a service
 * belongs to the service's group, which the key does not tell.
 */
function knowsOnlyGroups(live: JsonObject): boolean {
  return live["authorizedEntities"] === undefined && typeof live["authorizedGroup"] === "string";
}

/** Whether the key opens just what it has to. */
export function isMember(membership: Membership, live: JsonObject): boolean {
  const current = entitiesOf(live);
  if (knowsOnlyGroups(live) && membership.scope.startsWith("service_") && !membership.further?.length)
    return true;
  return sameSet(members(membership, current), current);
}

/**
 * Operations that give a key these entities. All three fields go in one document: the server's reader
 * takes their union, so that what is removed from one or two of them comes back from the third.
 *
 * Where entities of others are carried over, a `test` keeps one that was added in the meantime from
 * being lost: the server then refuses the whole document and the caller reads again.
 */
export function membershipOperations(membership: Membership, live: JsonObject): Operation[] {
  const current = entitiesOf(live);
  const wanted = members(membership, current);
  const carriesOver = membership.further === undefined && wanted.length > 1;
  const standing = (name: string): boolean => live[name] !== undefined;
  if (knowsOnlyGroups(live)) {
    return [{ op: "replace", path: "/authorizedGroup", value: membership.scope.replace(/^group_/u, "") }];
  }
  return [
    ...(carriesOver
      ? [{ op: "test" as const, path: "/authorizedEntities", value: live["authorizedEntities"] as Json }]
      : []),
    { op: "replace", path: "/authorizedEntities", value: wanted },
    ...removals(standing),
  ];
}

function removals(standing: (name: string) => boolean): Operation[] {
  return ["authorizations", "authorizedGroup"]
    .filter(standing)
    .map((name) => ({ op: "remove", path: `/${name}` }));
}
