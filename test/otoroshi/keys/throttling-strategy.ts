import { randomUUID } from "node:crypto";
import { field, isObject, long, member, text, type Json, type JsonObject, type Reader } from "../json/json";

/** What a quota of a strategy is where nobody set one. */
const UNLIMITED = 10_000_000;

const amount = field(long, () => UNLIMITED);

function quota(value: Json | undefined): JsonObject {
  return {
    window: amount(member(value, "window")),
    daily: amount(member(value, "daily")),
    monthly: amount(member(value, "monthly")),
  };
}

type Strategy = (source: JsonObject, id: string) => JsonObject;

const duration = field(long, () => 10_000);
const capacity = field(long, () => 300);
const interval = field(long, () => 50);
const refill = field(long, () => 50);
const bucketKey = (source: JsonObject): string | null => text(source["bucketKey"]) ?? null;

const redis: Strategy = (source, id) => ({ id, quota: quota(source["quota"]), bucketKey: bucketKey(source) });

/** The kinds of otoroshi/next/plugins, with the members that each adds of its own. */
const STRATEGIES: Readonly<Record<string, Strategy>> = {
  LegacyThrottlingStrategyConfig: (source, id) => ({ quota: quota(source["quota"]), id }),
  FixedWindowStrategyConfig: (source, id) => ({
    id,
    quota: quota(source["quota"]),
    windowDurationMs: duration(source["windowDurationMs"]),
    bucketKey: bucketKey(source),
  }),
  LocalTokensBucketStrategyConfig: (source, id) => ({
    id,
    bucketKey: text(source["bucketKey"]) ?? randomUUID(),
    capacity: capacity(source["capacity"]),
    refillRequestIntervalMs: interval(source["refillRequestIntervalMs"]),
    refillRequestedTokens: refill(source["refillRequestedTokens"]),
    quota: quota(source["quota"]),
  }),
  DistributedRedisThrottlingStrategyConfig: redis,
  LuaDistributedRedisThrottlingStrategyConfig: redis,
};

/** Only the token bucket does without `quota`; the others are unreadable, hence null, without one. */
const WITHOUT_QUOTA = "LocalTokensBucketStrategyConfig";

export const throttlingStrategy: Reader<JsonObject> = (value) => {
  const id = text(member(value, "id"));
  if (id === undefined || !isObject(value) || !Object.hasOwn(STRATEGIES, id)) return undefined;
  if (id !== WITHOUT_QUOTA && !Object.hasOwn(value, "quota")) return undefined;
  return STRATEGIES[id]?.(value, id);
};
