// Made by `npm run reference` from the table in provider/model/fields.ts: change that, not this.

import type * as pulumi from "@pulumi/pulumi";
import type { Restrictions, Rotation, ThrottlingStrategy } from "../model/api-key";
import type { Scope } from "../model/scope";
import type { Argument, ScopeInputs } from "./scope-args";

/** The calls that a throttling strategy lets pass. */
export interface ThrottlingStrategyQuotaArgs {
  /** Calls per throttling window; without it none are counted. */
  readonly window?: Argument<number>;
  /** Calls per day. */
  readonly daily?: Argument<number>;
  /** Calls per month. */
  readonly monthly?: Argument<number>;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface LegacyThrottlingStrategyConfigArgs {
  readonly id: pulumi.Input<"LegacyThrottlingStrategyConfig">;
  readonly quota: pulumi.Input<ThrottlingStrategyQuotaArgs>;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface FixedWindowStrategyConfigArgs {
  readonly id: pulumi.Input<"FixedWindowStrategyConfig">;
  readonly quota: pulumi.Input<ThrottlingStrategyQuotaArgs>;
  readonly windowDurationMs?: Argument<number>;
  readonly bucketKey?: Argument<string>;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface LocalTokensBucketStrategyConfigArgs {
  readonly id: pulumi.Input<"LocalTokensBucketStrategyConfig">;
  readonly quota?: Argument<ThrottlingStrategyQuotaArgs>;
  readonly capacity?: Argument<number>;
  readonly refillRequestIntervalMs?: Argument<number>;
  readonly refillRequestedTokens?: Argument<number>;
  readonly bucketKey?: Argument<string>;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface DistributedRedisThrottlingStrategyConfigArgs {
  readonly id: pulumi.Input<"DistributedRedisThrottlingStrategyConfig">;
  readonly quota: pulumi.Input<ThrottlingStrategyQuotaArgs>;
  readonly bucketKey?: Argument<string>;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export interface LuaDistributedRedisThrottlingStrategyConfigArgs {
  readonly id: pulumi.Input<"LuaDistributedRedisThrottlingStrategyConfig">;
  readonly quota: pulumi.Input<ThrottlingStrategyQuotaArgs>;
  readonly bucketKey?: Argument<string>;
}

/** How calls are throttled: one of Otoroshi's strategies and its settings. */
export type ThrottlingStrategyArgs =
  | LegacyThrottlingStrategyConfigArgs
  | FixedWindowStrategyConfigArgs
  | LocalTokensBucketStrategyConfigArgs
  | DistributedRedisThrottlingStrategyConfigArgs
  | LuaDistributedRedisThrottlingStrategyConfigArgs;

/** The one entity that a path of `restrictions` is for. */
export interface AuthorizedEntityArgs {
  readonly kind: pulumi.Input<"group" | "service" | "route" | "route-composition" | "api">;
  readonly id: pulumi.Input<string>;
}

/** Calls by HTTP method and path pattern. */
export interface RestrictionPathArgs {
  readonly method: pulumi.Input<string>;
  readonly path: pulumi.Input<string>;
  readonly authorized_entity?: Argument<AuthorizedEntityArgs>;
}

/** The calls that the key is good for, by HTTP method and path pattern. */
export interface RestrictionsArgs {
  /**
   * Whether the restrictions are in force.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly enabled?: Argument<boolean>;
  /**
   * Whether `allowed` is looked at after `forbidden` and `notFound`.
   *
   * - Type: boolean
   * - Default: `true`
   * - Compared: as it is
   */
  readonly allowLast?: Argument<boolean>;
  /**
   * Calls that pass.
   *
   * - Type: {method, path, authorized_entity?}[]
   * - Default: `[]`
   * - Compared: item by item, by method, path and entity
   */
  readonly allowed?: Argument<readonly pulumi.Input<RestrictionPathArgs>[]>;
  /**
   * Calls answered with 403.
   *
   * - Type: {method, path, authorized_entity?}[]
   * - Default: `[]`
   * - Compared: item by item, by method, path and entity
   */
  readonly forbidden?: Argument<readonly pulumi.Input<RestrictionPathArgs>[]>;
  /**
   * Calls answered with 404.
   *
   * - Type: {method, path, authorized_entity?}[]
   * - Default: `[]`
   * - Compared: item by item, by method, path and entity
   */
  readonly notFound?: Argument<readonly pulumi.Input<RestrictionPathArgs>[]>;
}

/** Otoroshi's own rotation of the secret, which happens as the key is used. */
export interface RotationArgs {
  /**
   * Whether Otoroshi rotates the secret by itself.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly enabled?: Argument<boolean>;
  /**
   * Hours from one secret to the next; more than `gracePeriod`.
   *
   * - Type: integer, 1 to 2^53-1
   * - Default: `744`
   * - Compared: as it is
   */
  readonly rotationEvery?: Argument<number>;
  /**
   * Hours before a rotation in which the old secret and the next one are both good.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `168`
   * - Compared: as it is
   */
  readonly gracePeriod?: Argument<number>;
}

/** What an `ApiKey` is declared with, its scope aside. */
export interface ApiKeyFieldArgs {
  /**
   * The server, one of `otoroshi:connections`; the default connection when absent. One that leads to
   * another server replaces the key.
   */
  readonly connection?: Argument<string>;
  /**
   * Whether creation takes over an existing key of that `clientId` instead of failing. Its secret stays
   * unless one is declared. Default `false`.
   */
  readonly adopt?: Argument<boolean>;
  /** Any values; a change of them gives the key a new secret, in place. */
  readonly secretRotationTriggers?: Argument<readonly unknown[]>;
  /** Any values; a change of them sets the used quotas to zero, once. */
  readonly quotaResetTriggers?: Argument<readonly unknown[]>;
  /**
   * The key's id, which its consumer sends, and the resource's id. At most one key of a server has it.
   *
   * - Type: string, neither blank nor `.` nor `..`
   * - Default: generated, 16 characters
   * - Compared: as it is; another value replaces the key
   */
  readonly clientId?: Argument<string>;
  /**
   * The secret that goes with it. While Otoroshi rotates the key by itself (`rotation`), this is the
   * first secret only, and again the one to start from whenever it or `secretRotationTriggers` changes.
   *
   * - Type: string, not blank; always a secret
   * - Default: generated, 64 characters
   * - Compared: as it is
   */
  readonly clientSecret?: Argument<string>;
  /**
   * The name shown to people; it need not be unique.
   *
   * - Type: string, not blank
   * - Default: the resource's name
   * - Compared: as it is
   */
  readonly clientName?: Argument<string>;
  /**
   * What the key is for.
   *
   * - Type: string
   * - Default: `""`
   * - Compared: as it is
   */
  readonly description?: Argument<string>;
  /**
   * Whether the key opens anything. A key past its `validUntil` reads `false`, which is not drift.
   *
   * - Type: boolean
   * - Default: `true`
   * - Compared: as it is
   */
  readonly enabled?: Argument<boolean>;
  /**
   * Whether the key is good for GET, HEAD and OPTIONS calls only.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly readOnly?: Argument<boolean>;
  /**
   * Whether the clientId alone, without the secret, opens what the key opens.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly allowClientIdOnly?: Argument<boolean>;
  /**
   * Whether the key opens only services that ask for it by its tags or metadata.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly constrainedServicesOnly?: Argument<boolean>;
  /**
   * Calls per throttling window.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  readonly throttlingQuota?: Argument<number>;
  /**
   * Calls per day.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  readonly dailyQuota?: Argument<number>;
  /**
   * Calls per month.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  readonly monthlyQuota?: Argument<number>;
  /**
   * How calls are throttled, by the `id` of one of Otoroshi's strategies and its settings.
   *
   * - Type: object with `id`
   * - Default: none
   * - Compared: by the declared properties; those that the server adds do not count
   */
  readonly throttlingStrategy?: Argument<ThrottlingStrategyArgs>;
  /**
   * The calls that the key is good for, by HTTP method and path pattern. Each part is managed on its
   * own.
   */
  readonly restrictions?: Argument<RestrictionsArgs>;
  /**
   * Otoroshi's own rotation of the secret, which happens as the key is used. Each part is managed on its
   * own.
   */
  readonly rotation?: Argument<RotationArgs>;
  /**
   * When the key stops opening anything. Extending an expired key needs `enabled: true` as well.
   *
   * - Type: string, RFC 3339 date-time
   * - Default: none
   * - Compared: as an instant, to the millisecond
   */
  readonly validUntil?: Argument<string>;
  /**
   * Labels; neither order nor repetition counts.
   *
   * - Type: string[]
   * - Default: `[]`
   * - Compared: as a set
   */
  readonly tags?: Argument<readonly pulumi.Input<string>[]>;
  /**
   * Texts by name. Each declared name is managed on its own; names that others wrote stay.
   *
   * - Type: object of string by name
   * - Default: `{}`
   * - Compared: each declared name on its own
   */
  readonly metadata?: Argument<Readonly<Record<string, Argument<string>>>>;
  /**
   * What the key opens further to its scope.
   *
   * - Type: list of `group_x`, `service_x`, `route_x`, `route-composition_x`, `api_x`, or of scopes such
   *   as `{ routeId }`
   * - Default: only the scope
   * - Compared: as a set
   */
  readonly authorizedEntities?: Argument<readonly (pulumi.Input<string | Scope> | ScopeInputs)[]>;
  /**
   * The tenant that the key belongs to.
   *
   * - Type: string, not blank
   * - Default: `"default"`
   * - Compared: in lower case
   */
  readonly tenant?: Argument<string>;
  /**
   * The teams that the key belongs to.
   *
   * - Type: string[]
   * - Default: `["default"]`
   * - Compared: as a set, in lower case
   */
  readonly teams?: Argument<readonly pulumi.Input<string>[]>;
}

/** What an `ApiKey` is declared with. What is declared is managed; what never was is never touched. */
export type ApiKeyArgs = ApiKeyFieldArgs & ScopeInputs;

/** What an `ApiKey` is on the server, and the other arguments as they were declared. */
export interface ApiKeyOutputs {
  /**
   * The service that is the key's scope. Exactly one of `serviceId`, `groupId`, `routeId` and `apiId` is
   * given.
   */
  readonly serviceId: pulumi.Output<string | undefined>;
  /** The group of services that is the key's scope. Another scope moves the key: same id, same secret. */
  readonly groupId: pulumi.Output<string | undefined>;
  /** The route that is the key's scope; needs an Otoroshi that has routes. */
  readonly routeId: pulumi.Output<string | undefined>;
  /** The API that is the key's scope; needs an Otoroshi of 17 or later. */
  readonly apiId: pulumi.Output<string | undefined>;
  /**
   * The server, one of `otoroshi:connections`; the default connection when absent. One that leads to
   * another server replaces the key.
   */
  readonly connection: pulumi.Output<string | undefined>;
  /**
   * Whether creation takes over an existing key of that `clientId` instead of failing. Its secret stays
   * unless one is declared. Default `false`.
   */
  readonly adopt: pulumi.Output<boolean | undefined>;
  /** Any values; a change of them gives the key a new secret, in place. */
  readonly secretRotationTriggers: pulumi.Output<unknown[] | undefined>;
  /** Any values; a change of them sets the used quotas to zero, once. */
  readonly quotaResetTriggers: pulumi.Output<unknown[] | undefined>;
  /**
   * The key's id, which its consumer sends, and the resource's id. At most one key of a server has it.
   *
   * - Type: string, neither blank nor `.` nor `..`
   * - Default: generated, 16 characters
   * - Compared: as it is; another value replaces the key
   */
  readonly clientId: pulumi.Output<string>;
  /**
   * The secret that goes with it. While Otoroshi rotates the key by itself (`rotation`), this is the
   * first secret only, and again the one to start from whenever it or `secretRotationTriggers` changes.
   *
   * - Type: string, not blank; always a secret
   * - Default: generated, 64 characters
   * - Compared: as it is
   */
  readonly clientSecret: pulumi.Output<string>;
  /**
   * The name shown to people; it need not be unique.
   *
   * - Type: string, not blank
   * - Default: the resource's name
   * - Compared: as it is
   */
  readonly clientName: pulumi.Output<string>;
  /**
   * What the key is for.
   *
   * - Type: string
   * - Default: `""`
   * - Compared: as it is
   */
  readonly description: pulumi.Output<string>;
  /**
   * Whether the key opens anything. A key past its `validUntil` reads `false`, which is not drift.
   *
   * - Type: boolean
   * - Default: `true`
   * - Compared: as it is
   */
  readonly enabled: pulumi.Output<boolean>;
  /**
   * Whether the key is good for GET, HEAD and OPTIONS calls only.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly readOnly: pulumi.Output<boolean>;
  /**
   * Whether the clientId alone, without the secret, opens what the key opens.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly allowClientIdOnly: pulumi.Output<boolean>;
  /**
   * Whether the key opens only services that ask for it by its tags or metadata.
   *
   * - Type: boolean
   * - Default: `false`
   * - Compared: as it is
   */
  readonly constrainedServicesOnly: pulumi.Output<boolean>;
  /**
   * Calls per throttling window.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  readonly throttlingQuota: pulumi.Output<number>;
  /**
   * Calls per day.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  readonly dailyQuota: pulumi.Output<number>;
  /**
   * Calls per month.
   *
   * - Type: integer, 0 to 2^53-1
   * - Default: `10000000`
   * - Compared: as it is
   */
  readonly monthlyQuota: pulumi.Output<number>;
  /**
   * How calls are throttled, by the `id` of one of Otoroshi's strategies and its settings.
   *
   * - Type: object with `id`
   * - Default: none
   * - Compared: by the declared properties; those that the server adds do not count
   */
  readonly throttlingStrategy: pulumi.Output<ThrottlingStrategy | undefined>;
  /**
   * The calls that the key is good for, by HTTP method and path pattern. Each part is managed on its
   * own.
   */
  readonly restrictions: pulumi.Output<Restrictions>;
  /**
   * Otoroshi's own rotation of the secret, which happens as the key is used. Each part is managed on its
   * own.
   */
  readonly rotation: pulumi.Output<Rotation>;
  /**
   * When the key stops opening anything. Extending an expired key needs `enabled: true` as well.
   *
   * - Type: string, RFC 3339 date-time
   * - Default: none
   * - Compared: as an instant, to the millisecond
   */
  readonly validUntil: pulumi.Output<string | undefined>;
  /**
   * Labels; neither order nor repetition counts.
   *
   * - Type: string[]
   * - Default: `[]`
   * - Compared: as a set
   */
  readonly tags: pulumi.Output<string[]>;
  /**
   * Texts by name. Each declared name is managed on its own; names that others wrote stay.
   *
   * - Type: object of string by name
   * - Default: `{}`
   * - Compared: each declared name on its own
   */
  readonly metadata: pulumi.Output<Record<string, string>>;
  /**
   * What the key opens further to its scope.
   *
   * - Type: list of `group_x`, `service_x`, `route_x`, `route-composition_x`, `api_x`, or of scopes such
   *   as `{ routeId }`
   * - Default: only the scope
   * - Compared: as a set
   */
  readonly authorizedEntities: pulumi.Output<string[]>;
  /**
   * The tenant that the key belongs to.
   *
   * - Type: string, not blank
   * - Default: `"default"`
   * - Compared: in lower case
   */
  readonly tenant: pulumi.Output<string>;
  /**
   * The teams that the key belongs to.
   *
   * - Type: string[]
   * - Default: `["default"]`
   * - Compared: as a set, in lower case
   */
  readonly teams: pulumi.Output<string[]>;
}
