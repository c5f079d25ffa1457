import type { FieldValues } from "../model/fields";
import { put } from "../model/json";
import { scopeArguments, scopeOf, type Scope } from "../model/scope";

/** The arguments of a resource that are not fields of the key. */
export interface Settings {
  /** The service that is the key's scope. Declare exactly one of `serviceId`, `groupId`, `routeId` and `apiId`. */
  readonly serviceId?: string | undefined;
  /** The group of services that is the key's scope. A change moves the key, which keeps its id and secret. */
  readonly groupId?: string | undefined;
  /** The route that is the key's scope. Requires an Otoroshi with routes. */
  readonly routeId?: string | undefined;
  /** The API that is the key's scope. Requires Otoroshi 17 or later. */
  readonly apiId?: string | undefined;
  /**
   * The server, by its name in `otoroshi:connections`. Defaults to the default connection. A connection that leads to
   * another server replaces the key.
   */
  readonly connection?: string | undefined;
  /**
   * Whether to adopt an existing key with the declared `clientId` instead of failing. The key keeps its secret
   * unless one is declared. Default `false`.
   */
  readonly adopt?: boolean | undefined;
  /** Any values. A change gives the key a new secret, in place. */
  readonly secretRotationTriggers?: readonly unknown[] | undefined;
  /** Any values. A change resets the used quotas to zero, once. */
  readonly quotaResetTriggers?: readonly unknown[] | undefined;
}

/** The arguments of a resource, values resolved: what `check` has let pass. */
export type Inputs = FieldValues & Settings & Readonly<Record<string, unknown>>;

/** What every key has. */
export interface KeyIdentity {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientName: string;
}

/** The outputs of a resource: every field as it is on the server, and the other arguments as declared. */
export type Outputs = Inputs & KeyIdentity;

/** The arguments that say how the key is managed; outputs repeat them as they were declared. */
export const behaviourNames = [
  "connection",
  "adopt",
  "secretRotationTriggers",
  "quotaResetTriggers",
] as const;

/** The arguments that are not fields of the key. */
export const settingNames = [...scopeArguments, ...behaviourNames] as const;

/** What the engine gives for a value that is not known yet, of whatever type (in the SDK's `rpc.unknownValue`). */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value, or anything inside it, is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

/** The scope of arguments; `undefined` while it is not known. */
export function knownScope(args: object): Scope | undefined {
  const given = args as Readonly<Record<string, unknown>>;
  return scopeArguments.some((name) => hasUnknown(given[name])) ? undefined : scopeOf(given);
}

/** The property under which the host keeps the provider's own reference. */
export const PROVIDER_KEY = "__provider";

/** What only the program knows of a resource, and tells `check`. */
export interface Program {
  /** The resource's name. */
  readonly resource: string;
  /** Numbers the resources of a process in the order of their construction. */
  readonly order: number;
  /** Whether this is a preview. */
  readonly preview: boolean;
  /** Where the arguments hold secrets, such as `metadata.token`. */
  readonly secrets: readonly string[];
}

/** The property in which a resource tells `check` about the program; no state holds it. */
export const PROGRAM_KEY = "__program";

/** Properties without the provider's own reference, and without what `check` is told besides. */
export function withoutProvider(properties: object): Record<string, unknown> {
  return without(properties, [PROVIDER_KEY, PROGRAM_KEY]);
}

/** The properties of other names. */
export function without(properties: object, names: readonly string[]): Record<string, unknown> {
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties))
    if (!names.includes(name)) put(others, [name], value);
  return others;
}
