// Made by `npm run reference` from the table in provider/model/fields.ts: change that, not this.

/** The calls that a throttling strategy lets pass. */
export interface ThrottlingStrategyQuota {
  /** Calls per throttling window; without it none are counted. */
  window?: number | undefined;
  /** Calls per day. */
  daily?: number | undefined;
  /** Calls per month. */
  monthly?: number | undefined;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface LegacyThrottlingStrategyConfig {
  id: "LegacyThrottlingStrategyConfig";
  quota: ThrottlingStrategyQuota;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface FixedWindowStrategyConfig {
  id: "FixedWindowStrategyConfig";
  quota: ThrottlingStrategyQuota;
  windowDurationMs?: number | undefined;
  bucketKey?: string | undefined;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface LocalTokensBucketStrategyConfig {
  id: "LocalTokensBucketStrategyConfig";
  quota?: ThrottlingStrategyQuota | undefined;
  capacity?: number | undefined;
  refillRequestIntervalMs?: number | undefined;
  refillRequestedTokens?: number | undefined;
  bucketKey?: string | undefined;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface DistributedRedisThrottlingStrategyConfig {
  id: "DistributedRedisThrottlingStrategyConfig";
  quota: ThrottlingStrategyQuota;
  bucketKey?: string | undefined;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface LuaDistributedRedisThrottlingStrategyConfig {
  id: "LuaDistributedRedisThrottlingStrategyConfig";
  quota: ThrottlingStrategyQuota;
  bucketKey?: string | undefined;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export type ThrottlingStrategy =
  | LegacyThrottlingStrategyConfig
  | FixedWindowStrategyConfig
  | LocalTokensBucketStrategyConfig
  | DistributedRedisThrottlingStrategyConfig
  | LuaDistributedRedisThrottlingStrategyConfig;

/** The one entity that a path of `restrictions` is for. */
export interface AuthorizedEntity {
  kind: "group" | "service" | "route" | "route-composition" | "api";
  id: string;
}

/** Calls by HTTP method and path pattern. */
export interface RestrictionPath {
  method: string;
  path: string;
  authorized_entity?: AuthorizedEntity | undefined;
}

/** The calls that the key is good for, by HTTP method and path pattern. */
export interface Restrictions {
  /**
   * Whether the restrictions are in force.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  enabled?: boolean | undefined;
  /**
   * Whether `allowed` is looked at after `forbidden` and `notFound`.
   *
   * - Type: boolean
   * - Default: `true`
   * - Compared: as it is
   */
  allowLast?: boolean | undefined;
  /**
   * Calls that pass.
   *
   * - Type: {method, path, authorized_entity?}[]
   * - Default: `[]`
   * - Compared: item by item, by method, path and entity
   */
  allowed?: RestrictionPath[] | undefined;
  /**
   * Calls answered with 403.
   *
   * - Type: {method, path, authorized_entity?}[]
   * - Default: `[]`
   * - Compared: item by item, by method, path and entity
   */
  forbidden?: RestrictionPath[] | undefined;
  /**
   * Calls answered with 404.
   *
   * - Type: {method, path, authorized_entity?}[]
   * - Default: `[]`
   * - Compared: item by item, by method, path and entity
   */
  notFound?: RestrictionPath[] | undefined;
}

/** Otoroshi's own rotation of the secret, which happens as the key is used. */
export interface Rotation {
  /**
   * Whether Otoroshi rotates the secret by itself.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  enabled?: boolean | undefined;
  /**
   * Hours from one secret to the next; more than `gracePeriod`.
   *
   * - Type: integer, 1 to 2^53-1
   * - Default: `744`
   * - Compared: as it is
   */
  rotationEvery?: number | undefined;
  /**
   * Hours before a rotation in which the old secret and the next one are both good.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `168`
   * - Compared: as it is
   */
  gracePeriod?: number | undefined;
}

/** An existing api key, under the names of `ApiKey`'s arguments. */
export interface ApiKeyResult {
  /**
   * The key's id, which its consumer sends, and the resource's id. At most one key of a server has it.
   *
   * - Type: string, neither blank nor `.` nor `..`
   * - Default: generated, 16 characters
   * - Compared: as it is; another value replaces the key
   */
  clientId: string;
  /**
   * The secret that goes with it. While Otoroshi rotates the key by itself (`rotation`), this is the
   * first secret only, and again the one to start from whenever it or `secretRotationTriggers` changes.
   *
   * - Type: string, not blank; always a secret
   * - Default: generated, 64 characters
   * - Compared: as it is
   */
  clientSecret: string;
  /**
   * The name shown to people; it need not be unique.
   *
   * - Type: string, not blank
   * - Default: the resource's name
   * - Compared: as it is
   */
  clientName: string;
  /**
   * What the key is for.
   *
   * - Type: string
   * - Default: `""`
   * - Compared: as it is
   */
  description?: string | undefined;
  /**
   * Whether the key opens anything. A key past its `validUntil` reads `false`, which is not drift.
   *
   * - Type: boolean
   * - Default: `true`
   * - Compared: as it is
   */
  enabled?: boolean | undefined;
  /**
   * Whether the key is good for GET, HEAD and OPTIONS calls only.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readOnly?: boolean | undefined;
  /**
   * Whether the clientId alone, without the secret, opens what the key opens.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  allowClientIdOnly?: boolean | undefined;
  /**
   * Whether the key opens only services that ask for it by its tags or metadata.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  constrainedServicesOnly?: boolean | undefined;
  /**
   * Calls per throttling window.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  throttlingQuota?: number | undefined;
  /**
   * Calls per day.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  dailyQuota?: number | undefined;
  /**
   * Calls per month.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  monthlyQuota?: number | undefined;
  /**
   * How calls are throttled, by the `id` of one of Otoroshi's strategies and its settings.
   *
   * - Type: object with `id`
   * - Default: none
   * - Compared: by the declared properties; those that the server adds do not count
   */
  throttlingStrategy?: ThrottlingStrategy | undefined;
  /**
   * The calls that the key is good for, by HTTP method and path pattern. Each part is managed on its
   * own.
   */
  restrictions?: Restrictions | undefined;
  /**
   * Otoroshi's own rotation of the secret, which happens as the key is used. Each part is managed on its
   * own.
   */
  rotation?: Rotation | undefined;
  /**
   * When the key stops opening anything. Extending an expired key needs `enabled: true` as well.
   *
   * - Type: string, RFC 3339 date-time
   * - Default: none
   * - Compared: as an instant, to the millisecond
   */
  validUntil?: string | undefined;
  /**
   * Labels; neither order nor repetition counts.
   *
   * - Type: string[]
   * - Default: `[]`
   * - Compared: as a set
   */
  tags?: string[] | undefined;
  /**
   * Texts by name. Each declared name is managed on its own; names that others wrote stay.
   *
   * - Type: object of string by name
   * - Default: `{}`
   * - Compared: each declared name on its own
   */
  metadata?: Record<string, string> | undefined;
  /**
   * What the key opens further to its scope.
   *
   * - Type: list of `group_x`, `service_x`, `route_x`, `route-composition_x`, `api_x`, or of scopes such
   *   as `{ routeId }`
   * - Default: only the scope
   * - Compared: as a set
   */
  authorizedEntities?: string[] | undefined;
  /**
   * The tenant that the key belongs to.
   *
   * - Type: string, not blank
   * - Default: `"default"`
   * - Compared: in lower case
   */
  tenant?: string | undefined;
  /**
   * The teams that the key belongs to.
   *
   * - Type: string[]
   * - Default: `["default"]`
   * - Compared: as a set, in lower case
   */
  teams?: string[] | undefined;
}

/** Calls by HTTP method and path pattern. */
export interface RestrictionPathEntity {
  method: string;
  path: string;
  [name: string]: unknown;
}

/** The calls that the key is good for, by HTTP method and path pattern. */
export interface RestrictionsEntity {
  /** Whether the restrictions are in force. */
  enabled?: boolean | null | undefined;
  /** Whether `allowed` is looked at after `forbidden` and `notFound`. */
  allowLast?: boolean | null | undefined;
  /** Calls that pass. */
  allowed?: RestrictionPathEntity[] | null | undefined;
  /** Calls answered with 403. */
  forbidden?: RestrictionPathEntity[] | null | undefined;
  /** Calls answered with 404. */
  notFound?: RestrictionPathEntity[] | null | undefined;
  [name: string]: unknown;
}

/** Otoroshi's own rotation of the secret, which happens as the key is used. */
export interface RotationEntity {
  /** Whether Otoroshi rotates the secret by itself. */
  enabled?: boolean | null | undefined;
  /** Hours from one secret to the next; more than `gracePeriod`. */
  rotationEvery?: number | bigint | null | undefined;
  /** Hours before a rotation in which the old secret and the next one are both good. */
  gracePeriod?: number | bigint | null | undefined;
  [name: string]: unknown;
}

/**
 * An api key as the server tells it. Older servers leave fields out, newer ones add some; times are
 * epoch milliseconds. `authorizedEntities`, `authorizations` and `authorizedGroup` say the same three
 * times.
 */
export interface ApiKeyEntity {
  /** The key's id, which its consumer sends, and the resource's id. At most one key of a server has it. */
  clientId: string;
  /**
   * The secret that goes with it. While Otoroshi rotates the key by itself (`rotation`), this is the
   * first secret only, and again the one to start from whenever it or `secretRotationTriggers` changes.
   */
  clientSecret: string;
  /** The name shown to people; it need not be unique. */
  clientName: string;
  /** What the key is for. */
  description?: string | null | undefined;
  /** Whether the key opens anything. A key past its `validUntil` reads `false`, which is not drift. */
  enabled?: boolean | null | undefined;
  /** Whether the key is good for GET, HEAD and OPTIONS calls only. */
  readOnly?: boolean | null | undefined;
  /** Whether the clientId alone, without the secret, opens what the key opens. */
  allowClientIdOnly?: boolean | null | undefined;
  /** Whether the key opens only services that ask for it by its tags or metadata. */
  constrainedServicesOnly?: boolean | null | undefined;
  /** Calls per throttling window. */
  throttlingQuota?: number | bigint | null | undefined;
  /** Calls per day. */
  dailyQuota?: number | bigint | null | undefined;
  /** Calls per month. */
  monthlyQuota?: number | bigint | null | undefined;
  /** How calls are throttled, by the `id` of one of Otoroshi's strategies and its settings. */
  throttlingStrategy?: Record<string, unknown> | null | undefined;
  /** The calls that the key is good for, by HTTP method and path pattern. */
  restrictions?: RestrictionsEntity | null | undefined;
  /** Otoroshi's own rotation of the secret, which happens as the key is used. */
  rotation?: RotationEntity | null | undefined;
  /** When the key stops opening anything. Extending an expired key needs `enabled: true` as well. */
  validUntil?: number | bigint | null | undefined;
  /** Labels; neither order nor repetition counts. */
  tags?: string[] | null | undefined;
  /** Texts by name. Each declared name is managed on its own; names that others wrote stay. */
  metadata?: Record<string, string> | null | undefined;
  /** What the key opens further to its scope. */
  authorizedEntities?: string[] | null | undefined;
  _loc?: { tenant?: string | null | undefined; teams?: string[] | null | undefined } | null | undefined;
  authorizations?: { kind: string; id: string }[] | null | undefined;
  authorizedGroup?: string | null | undefined;
  [name: string]: unknown;
}
