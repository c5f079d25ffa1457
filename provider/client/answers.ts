import { z } from "zod";
import { isEntries, isGroup, rows } from "../model/attributes";
import type { ApiKeyEntity, GroupEntity, Quotas, ServiceEntity } from "./entities";

/** What an answer has to be to be believed. */
export interface Expected<T> {
  /** In words, such as `an api key`. */
  readonly what: string;
  readonly schema: z.ZodType<T>;
  /** Whether the schema makes something else of the answer. */
  readonly transforms?: true;
  /** Whether no server but an Otoroshi is likely to answer like this. */
  proves(value: T): boolean;
}

function expected<T>(what: string, schema: z.ZodType<T>, proves: (value: T) => boolean): Expected<T> {
  return { what, schema, proves };
}

/** An answer as what it is expected to be, or the places where it is something else. */
export type Fit<T> = { readonly value: T } | { readonly misfits: string };

export function fitting<T>({ schema, transforms }: Expected<T>, answer: unknown): Fit<T> {
  const result = schema.safeParse(answer);
  if (!result.success)
    return {
      misfits: result.error.issues.map((issue) => issue.path.join(".") || "the whole value").join(", "),
    };
  // zod's copy of a record has no entry called __proto__, which is an ordinary name in metadata.
  return { value: transforms === undefined ? (answer as T) : result.data };
}

const always = (): boolean => true;
const never = (): boolean => false;

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

/** One api key. */
export const apiKey = expected("an api key", apiKeySchema as unknown as z.ZodType<ApiKeyEntity>, always);

/** A list, of which the items are looked at one by one. */
export const list = expected("a list of api keys", z.array(z.unknown()), never);

const amount = z.union([z.number(), z.bigint()]);
const perDayAndMonth = {
  authorizedCallsPerDay: amount,
  currentCallsPerDay: amount,
  remainingCallsPerDay: amount,
  authorizedCallsPerMonth: amount,
  currentCallsPerMonth: amount,
  remainingCallsPerMonth: amount,
};

const quotasOfToday = z.object({
  authorizedCallsPerWindow: amount,
  throttlingCallsPerWindow: amount,
  remainingCallsPerWindow: amount,
  ...perDayAndMonth,
});

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

/** Quotas; older servers say `PerSec` for `PerWindow`. */
export const quotas: Expected<Quotas> = {
  ...expected("quotas", z.union([quotasOfToday, olderQuotas]), always),
  transforms: true,
};

/** A group. */
export const group = expected<GroupEntity>(
  "a group",
  z.looseObject({ id: z.string(), name: z.string() }),
  never,
);

/** A service. Those of 1.4 are in one group and say `groupId`. */
export const service: Expected<ServiceEntity> = {
  ...expected(
    "a service",
    z
      .looseObject({ id: z.string(), groups: z.array(z.string()).optional(), groupId: z.string().optional() })
      .refine(({ groups, groupId }) => groups !== undefined || groupId !== undefined)
      .transform(({ id, groups, groupId }) => ({ id, groups: groups ?? [groupId ?? ""] })),
    never,
  ),
  transforms: true,
};

/** An entity of any kind. */
export const entity = expected("an entity", z.looseObject({ id: z.string() }), never);

/** The confirmation of a deletion. */
export const deleted = expected("a confirmation", z.looseObject({ deleted: z.literal(true) }), never);

/** What the server tells about itself. */
export const infos = expected(
  "Otoroshi's version information",
  z.looseObject({ otoroshi_version: z.string() }),
  always,
);
