import { z } from "zod";
import { isObject } from "./json";

/**
 * The throttling strategies that Otoroshi 17 and 18 read. Anything else becomes `null` without a word,
 * and so does a strategy without `quota` where one is marked as required; a property of the wrong type
 * takes its default, an unknown one is dropped (observed, and read in the server's own source).
 */
const amount = z.int("must be a whole number").min(0, "must not be negative");

const quota = z.strictObject(
  {
    window: amount
      .optional()
      .describe("Maximum calls per throttling window. Without it, calls are not counted."),
    daily: amount.optional().describe("Maximum calls per day."),
    monthly: amount.optional().describe("Maximum calls per month."),
  },
  "must be an object with window, daily and monthly",
);

const IDS =
  "one of LegacyThrottlingStrategyConfig, FixedWindowStrategyConfig, LocalTokensBucketStrategyConfig, " +
  "DistributedRedisThrottlingStrategyConfig and LuaDistributedRedisThrottlingStrategyConfig";

const bucketKey = z.string("must be a string").optional();

/** Schema of `throttlingStrategy`; counts are calls, durations are milliseconds. */
export const throttlingStrategy = z.discriminatedUnion(
  "id",
  [
    z.strictObject({ id: z.literal("LegacyThrottlingStrategyConfig"), quota }),
    z.strictObject({
      id: z.literal("FixedWindowStrategyConfig"),
      quota,
      windowDurationMs: amount.optional(),
      bucketKey,
    }),
    z.strictObject({
      id: z.literal("LocalTokensBucketStrategyConfig"),
      quota: quota.optional(),
      capacity: amount.optional(),
      refillRequestIntervalMs: amount.optional(),
      refillRequestedTokens: amount.optional(),
      bucketKey,
    }),
    z.strictObject({ id: z.literal("DistributedRedisThrottlingStrategyConfig"), quota, bucketKey }),
    z.strictObject({ id: z.literal("LuaDistributedRedisThrottlingStrategyConfig"), quota, bucketKey }),
  ],
  {
    error: ({ input }) => (isObject(input) ? `must be ${IDS}` : `must be an object with an id, ${IDS}`),
  },
);

/** A throttling strategy as an argument. */
export type ThrottlingStrategy = z.infer<typeof throttlingStrategy>;
