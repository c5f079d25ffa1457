import { z } from "zod";
import { isObject, type JsonObject } from "./json";
import type { PatchOperation } from "./json-patch";
import { set, type Kind } from "./kinds";
import { entityKinds, entityOf, isScope, scopeArguments } from "./scope";
import type { Situation } from "./situation";

/** What the server calls an authorized entity; a text without prefix would silently become a group. */
const entity = new RegExp(`^(${entityKinds.join("|")})_.`, "su");

/**
 * The id that the back office gives a route or an API of its own begins like an entity. The entity of route
 * `route_<uuid>` is `route_route_<uuid>`; `route_<uuid>` would name another route, and open nothing.
 */
const bareId = /^(route|api)_(dev_)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const member = z
  .string("must be a string or a scope such as { routeId }")
  .regex(entity, "must be group_, service_, route_, route-composition_ or api_ followed by an id")
  .refine((one) => !bareId.test(one), {
    error: (issue) => {
      const argument = String(issue.input).startsWith("api_") ? "apiId" : "routeId";
      return `looks like the id of a route or an API itself; pass it as a scope: { ${argument}: "..." }`;
    },
  });

const scope = z.custom<Record<string, unknown>>(
  (value) => isObject(value) && isScope(value) && Object.keys(value).length === 1,
  `must be an entity, or exactly one of ${scopeArguments.join(", ")}`,
);

/** The entities that a key opens. */
export const entities: Kind<string[]> = {
  ...set,
  name: "list of `group_x`, `service_x`, `route_x`, `route-composition_x`, `api_x`, or of scopes such as `{ routeId }`",
  schema: z.array(z.union([member, scope]), "must be a list of entities") as unknown as z.ZodType<string[]>,
  normalised: (value, context) => {
    if (!Array.isArray(value)) return value;
    const named = value.map((one: unknown) => (isScope(one) ? entityOf(one) : one));
    return [...new Set(named)].filter((one) => one !== context.scope);
  },
};

/**
 * The entities of a live key, in the server's order. Its answers say them three times, and its reader
 * takes the union of the three.
 */
export function entitiesOf(live: JsonObject): string[] {
  const listed = Array.isArray(live.authorizedEntities) ? (live.authorizedEntities as string[]) : [];
  const authorizations = Array.isArray(live.authorizations) ? live.authorizations : [];
  const authorized = authorizations.map((one) => {
    const { kind, id } = one as { kind: string; id: string };
    return `${kind}_${id}`;
  });
  const group = typeof live.authorizedGroup === "string" ? [`group_${live.authorizedGroup}`] : [];
  return [...new Set([...listed, ...authorized, ...group])];
}

/** Whether a server keeps one group a key and nothing else, as those before 1.5 do. */
export function keepsOneGroup(live: JsonObject): boolean {
  return live.authorizedEntities === undefined && typeof live.authorizedGroup === "string";
}

/**
 * The entities that the key has to have: its scope, and those declared further to it. Where none are declared,
 * what others added stays, unless the key was moved away from its scope: what it was moved to goes.
 */
export function membersOf(further: readonly string[] | undefined, situation: Situation): string[] {
  const { live, scope, known } = situation;
  if (keepsOneGroup(live)) return [...onlyGroup(situation), ...(further ?? [])];
  if (further !== undefined) return [...new Set([scope, ...further])];
  const current = entitiesOf(live);
  const former = known === undefined || known.scope === scope ? undefined : known.scope;
  const others = current.filter((one) => one !== former);
  const before = known?.outputs.authorizedEntities as readonly string[] | undefined;
  const moved = before !== undefined && !current.some((one) => one === scope || one === former);
  if (moved) return [scope, ...others.filter((one) => before.includes(one))];
  return current.includes(scope) ? others : [scope, ...others];
}

/** There a key of a service belongs to the service's group, which only the service tells. */
function onlyGroup({ live, scope, groupOfScope }: Situation): string[] {
  if (!scope.startsWith("service_")) return [scope];
  return groupOfScope === undefined ? entitiesOf(live) : [`group_${groupOfScope}`];
}

/**
 * Documents of operations that give a key these entities. All three fields go in each: the server's reader
 * takes their union, so that what is removed from one or two of them comes back from the third.
 *
 * Where none are declared, the list is made from the one that was read, and a `test` keeps an entity that was
 * added in the meantime from being lost: the server then refuses the whole document and the caller reads again.
 * Of a long list, only what differs is sent, in several documents where that is long as well.
 */
export function memberOperations(
  wanted: readonly string[],
  further: readonly string[] | undefined,
  { live }: Situation,
): PatchOperation[][] {
  if (keepsOneGroup(live)) {
    const [group = ""] = wanted;
    return [[{ op: "replace", path: "/authorizedGroup", value: group.replace(/^group_/u, "") }]];
  }
  const standing = ["authorizations", "authorizedGroup"]
    .filter((name) => live[name] !== undefined)
    .map((name): PatchOperation => ({ op: "remove", path: `/${name}` }));
  const documents: PatchOperation[][] =
    further === undefined
      ? carriedOver(wanted, live.authorizedEntities as string[])
      : [[{ op: "replace", path: ENTITIES, value: [...wanted] }]];
  return documents.map((operations) => [...operations, ...standing]);
}

const ENTITIES = "/authorizedEntities";

/** Bytes of a list that is sent twice, to test and to replace it; beyond, only what differs is sent. */
const LONG = 40_000;

/** Operations that change a list only if it is still the one that was read, as far as it is changed. */
function carriedOver(wanted: readonly string[], current: readonly string[]): PatchOperation[][] {
  if (bytesOf(current) <= LONG) {
    return [
      [
        { op: "test", path: ENTITIES, value: current },
        { op: "replace", path: ENTITIES, value: [...wanted] },
      ],
    ];
  }
  const [kept, there] = [new Set(wanted), new Set(current)];
  const added = wanted
    .filter((one) => !there.has(one))
    .map((one): PatchOperation => ({ op: "add", path: `${ENTITIES}/-`, value: one }));
  // From the end, so that no index moves before it is used.
  const removals = current.flatMap((one, index) => (kept.has(one) ? [] : [removal(one, index)])).reverse();
  const [first = [], ...others] = chunked(removals);
  // The key opens what it has to from the first document on.
  return [[...first, ...added], ...others];
}

function removal(one: string, index: number): PatchOperation[] {
  const path = `${ENTITIES}/${String(index)}`;
  return [
    { op: "test", path, value: one },
    { op: "remove", path },
  ];
}

/** Groups of operations in documents of some length. */
function chunked(groups: readonly PatchOperation[][]): PatchOperation[][] {
  const documents: PatchOperation[][] = [[]];
  let size = 0;
  for (const group of groups) {
    size += bytesOf(group);
    if (size > LONG) {
      documents.push([]);
      size = bytesOf(group);
    }
    documents.at(-1)?.push(...group);
  }
  return documents;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
