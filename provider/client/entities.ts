import type { fields, LiveValueOf } from "../model/fields";

/**
 * An api key as the server tells it. Older servers leave fields out, newer ones add some; times are epoch
 * milliseconds, and whole numbers beyond 2^53 are `bigint`s. `authorizedEntities`, `authorizations` and
 * `authorizedGroup` say the same three times.
 */
export type ApiKeyEntity = {
  [K in Exclude<keyof typeof fields, "tenant" | "teams">]?: LiveValueOf<(typeof fields)[K]> | null;
} & {
  clientId: string;
  clientSecret: string;
  clientName: string;
  _loc?: { tenant?: string; teams?: string[] };
  authorizations?: { kind: string; id: string }[] | null;
  authorizedGroup?: string | null;
} & Record<string, unknown>;

/** A group of services, as the server tells it. */
export interface GroupEntity {
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

/** What the program reads of a service. */
export interface ServiceEntity {
  readonly id: string;
  readonly groups: readonly string[];
}

/** How much of its quotas a key has used; counts of calls, those beyond 2^53 as `bigint`s. */
export interface Quotas {
  /** Calls allowed per throttling window. */
  readonly authorizedCallsPerWindow: number | bigint;
  /** Calls counted in this window. */
  readonly throttlingCallsPerWindow: number | bigint;
  readonly remainingCallsPerWindow: number | bigint;
  readonly authorizedCallsPerDay: number | bigint;
  readonly currentCallsPerDay: number | bigint;
  readonly remainingCallsPerDay: number | bigint;
  readonly authorizedCallsPerMonth: number | bigint;
  readonly currentCallsPerMonth: number | bigint;
  readonly remainingCallsPerMonth: number | bigint;
}
