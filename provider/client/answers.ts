import { z } from "zod";
import type { ApiKeyEntity } from "../model/api-key";
import { isEntries, isGroup, rows } from "../model/attributes";
import { misunderstood } from "./http";
import type { Subject } from "./failure";

export type { ApiKeyEntity } from "../model/api-key";

const location = z.looseObject({ tenant: z.string().nullish(), teams: z.array(z.string()).nullish() });

const apiKeySchema = z.looseObject({
  ...Object.fromEntries(
    [...rows].map(([name, row]): [string, z.ZodType] => {
      if (isEntries(row)) return [name, z.record(z.string(), row.entries.live).nullish()];
      if (!isGroup(row)) return [name, row.kind.live.nullish()];
      const parts = Object.entries(row.group).map(
        ([part, field]) => [part, field.kind.live.nullish()] as const,
      );
      return [name, z.looseObject(Object.fromEntries(parts)).nullish()];
    }),
  ),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  clientName: z.string(),
  _loc: location.nullish(),
  authorizations: z.array(z.looseObject({ kind: z.string(), id: z.string() })).nullish(),
  authorizedGroup: z.string().nullish(),
});

/** A group of services, as the server tells it. */
export interface GroupEntity {
  readonly id: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

const groupSchema: z.ZodType<GroupEntity> = z.looseObject({ id: z.string(), name: z.string() });

/** What the program reads of a service. */
export interface ServiceEntity {
  readonly id: string;
  readonly groups: readonly string[];
}

const serviceSchema: z.ZodType<ServiceEntity> = z.looseObject({
  id: z.string(),
  groups: z.array(z.string()),
});

const amount = z.number();
const perDayAndMonth = {
  authorizedCallsPerDay: amount,
  currentCallsPerDay: amount,
  remainingCallsPerDay: amount,
  authorizedCallsPerMonth: amount,
  currentCallsPerMonth: amount,
  remainingCallsPerMonth: amount,
};

const quotasSchema = z.object({
  authorizedCallsPerWindow: amount,
  throttlingCallsPerWindow: amount,
  remainingCallsPerWindow: amount,
  ...perDayAndMonth,
});

/** How much of its quotas a key has used; counts of calls. */
export interface Quotas {
  /** Calls allowed per throttling window. */
  readonly authorizedCallsPerWindow: number;
  /** Calls counted in this window. */
  readonly throttlingCallsPerWindow: number;
  readonly remainingCallsPerWindow: number;
  readonly authorizedCallsPerDay: number;
  readonly currentCallsPerDay: number;
  readonly remainingCallsPerDay: number;
  readonly authorizedCallsPerMonth: number;
  readonly currentCallsPerMonth: number;
  readonly remainingCallsPerMonth: number;
}

const olderQuotas = z
  .object({
    authorizedCallsPerSec: amount,
    currentCallsPerSec: amount,
    remainingCallsPerSec: amount,
    ...perDayAndMonth,
  })
  .transform(({ authorizedCallsPerSec, currentCallsPerSec, remainingCallsPerSec, ...rest }): Quotas => ({
    authorizedCallsPerWindow: authorizedCallsPerSec,
    throttlingCallsPerWindow: currentCallsPerSec,
    remainingCallsPerWindow: remainingCallsPerSec,
    ...rest,
  }));

function reader<T>(schema: z.ZodType<T>, what: string): (subject: Subject, answer: unknown) => T {
  return (subject, answer) => {
    const result = schema.safeParse(answer);
    if (result.success) return result.data;
    const places = result.error.issues.map((issue) => issue.path.join(".") || "the whole").join(", ");
    throw misunderstood(subject, `the answer is not ${what} (${places})`);
  };
}

const apiKey = apiKeySchema as unknown as z.ZodType<ApiKeyEntity>;

/** Believes an answer to be one api key, or throws an `OtoroshiError` of the code `unexpected`. */
export const readApiKey = reader(apiKey, "an api key");

/** Believes an answer to be a list of api keys. */
export const readApiKeys = reader(z.array(apiKey), "a list of api keys");

/** Believes an answer to be quotas; older servers say `PerSec` for `PerWindow`. */
export const readQuotas = reader(z.union([quotasSchema, olderQuotas]), "quotas");

/** Believes an answer to be a group. */
export const readGroup = reader(groupSchema, "a group");

/** Believes an answer to be a service. */
export const readService = reader(serviceSchema, "a service");

/** Believes an answer to be the confirmation of a deletion. */
export const readDeleted = reader(z.looseObject({ deleted: z.boolean() }), "a confirmation");
