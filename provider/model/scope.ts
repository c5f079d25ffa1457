import { isObject } from "./json";

/**
 * Where an api key is addressed: exactly one of a service, a group of services, a route or an API. The server
 * shows in a scope the keys that are authorised on it (and in a service those of its groups).
 */
export type Scope =
  | {
      readonly serviceId: string;
      readonly groupId?: undefined;
      readonly routeId?: undefined;
      readonly apiId?: undefined;
    }
  | {
      readonly groupId: string;
      readonly serviceId?: undefined;
      readonly routeId?: undefined;
      readonly apiId?: undefined;
    }
  | {
      readonly routeId: string;
      readonly serviceId?: undefined;
      readonly groupId?: undefined;
      readonly apiId?: undefined;
    }
  | {
      readonly apiId: string;
      readonly serviceId?: undefined;
      readonly groupId?: undefined;
      readonly routeId?: undefined;
    };

/** The argument that names a scope of a kind. */
export type ScopeArgument = "serviceId" | "groupId" | "routeId" | "apiId";

interface ScopeKind {
  readonly argument: ScopeArgument;
  readonly entity: "service" | "group" | "route" | "api";
  /** Where the admin API keeps the scopes of this kind. */
  readonly collection: string;
  /** What the API document appends to the name of an operation. */
  readonly suffix: string;
}

const kinds: readonly ScopeKind[] = [
  { argument: "serviceId", entity: "service", collection: "/api/services", suffix: "" },
  { argument: "groupId", entity: "group", collection: "/api/groups", suffix: "_from_group" },
  { argument: "routeId", entity: "route", collection: "/api/routes", suffix: "_from_route" },
  { argument: "apiId", entity: "api", collection: "/apis/apis.otoroshi.io/v1/apis", suffix: "_from_api" },
];

/**
 * The kinds of entities that a key can open, in the words of `authorizedEntities`. A route composition holds
 * no keys of its own: it is an entity, but no scope.
 */
export const entityKinds = ["group", "service", "route", "route-composition", "api"] as const;

/** The arguments that name a scope. */
export const scopeArguments = kinds.map((kind) => kind.argument);

/** The scope among arguments of which `check` has found exactly one. */
export function scopeOf(args: Readonly<Record<string, unknown>>): Scope {
  const argument = scopeArguments.find((name) => typeof args[name] === "string");
  if (argument === undefined)
    throw new TypeError("the scope must be exactly one of serviceId, groupId, routeId and apiId");
  return { [argument]: args[argument] } as unknown as Scope;
}

/** Whether a value names exactly one scope. */
export function isScope(value: unknown): value is Scope {
  if (!isObject(value)) return false;
  const ids = scopeArguments.map((name) => value[name]).filter((id) => id !== undefined);
  return ids.length === 1 && typeof ids[0] === "string";
}

function kindOf(scope: Scope): { kind: ScopeKind; id: string } {
  const kind = kinds.find((one) => typeof scope[one.argument] === "string");
  if (kind === undefined) throw new TypeError(`the scope must be one of ${scopeArguments.join(", ")}`);
  return { kind, id: scope[kind.argument] as string };
}

/** The scope's id. */
export function scopeId(scope: Scope): string {
  return kindOf(scope).id;
}

/** The path of all scopes of the kind. */
export function scopesPath(scope: Scope): string {
  return kindOf(scope).kind.collection;
}

/** The path of the scope itself. */
export function scopeEntityPath(scope: Scope): string {
  const { kind, id } = kindOf(scope);
  return `${kind.collection}/${encodeURIComponent(id)}`;
}

/** The path of the scope's api keys. */
export function scopePath(scope: Scope): string {
  return `${scopeEntityPath(scope)}/apikeys`;
}

/** The scope as an authorized entity, such as `group_g1`. */
export function entityOf(scope: Scope): string {
  const { kind, id } = kindOf(scope);
  return `${kind.entity}_${id}`;
}

/** The scope that an authorized entity names; `undefined` for kinds of entities that hold no keys. */
export function scopeOfEntity(entity: string): Scope | undefined {
  const kind = kinds.find((one) => entity.startsWith(`${one.entity}_`));
  return kind && ({ [kind.argument]: entity.slice(kind.entity.length + 1) } as unknown as Scope);
}

/** The scope for a person, such as `group 'g1'`. */
export function describeScope(scope: Scope): string {
  const { kind, id } = kindOf(scope);
  return `${kind.entity} '${id}'`;
}

/** An operation's name as in the API document: `api_key`, `api_key_from_group`. */
export function operationName(operation: string, scope: Scope): string {
  return `${operation}${kindOf(scope).kind.suffix}`;
}

/** The name of the operation that reads the scope itself. */
export function scopeOperation(scope: Scope): string {
  return kindOf(scope).kind.entity;
}
