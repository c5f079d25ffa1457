import type { ApiKeyEntity } from "../model/api-key";

export type { ApiKeyEntity } from "../model/api-key";

/** A key of a list, of which all but its names is read when it is asked for. */
export interface ListedKey {
  readonly clientId: string;
  readonly clientName: string;
  /** The whole key. */
  readonly read: () => ApiKeyEntity;
}

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
