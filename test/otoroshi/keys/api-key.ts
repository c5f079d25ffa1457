import {
  field,
  flag,
  long,
  member,
  text,
  textMap,
  texts,
  type Json,
  type JsonObject,
  type Long,
} from "../json/json";
import type { Authorization } from "./authorizations";
import { defaultLocation, location, type Location } from "./location";
import { restrictions, restrictionsBefore17, type Restrictions } from "./restrictions";
import { rotation, type Rotation } from "./rotation";
import { throttlingStrategy } from "./throttling-strategy";

/** A key as the server answers it. The members marked optional are unknown to older servers. */
export interface ApiKey {
  readonly _loc?: Location;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientName: string;
  readonly description?: string;
  readonly authorizedGroup: string | null;
  readonly authorizedEntities?: readonly string[];
  readonly authorizations?: readonly Authorization[];
  readonly enabled: boolean;
  readonly readOnly: boolean;
  readonly allowClientIdOnly: boolean;
  readonly throttlingStrategy?: JsonObject | null;
  /** Calls per window of 10 s; a `bigint` beyond 2^53, like the other whole numbers here. */
  readonly throttlingQuota: Long;
  readonly dailyQuota: Long;
  readonly monthlyQuota: Long;
  readonly constrainedServicesOnly: boolean;
  readonly restrictions: Restrictions;
  readonly rotation: Rotation;
  /** Milliseconds since 1970. */
  readonly validUntil: Long | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

const UNLIMITED = 10_000_000;

const quota = field(long, () => UNLIMITED);
const off = field(flag, () => false);

/** The fields that stand for themselves: how each is read, and what it is where it is missing or of a wrong type. */
export const FIELDS = {
  _loc: field(location, defaultLocation),
  description: field(text, () => ""),
  enabled: field(flag, () => true),
  readOnly: off,
  allowClientIdOnly: off,
  throttlingStrategy: (value: Json | undefined) => throttlingStrategy(value) ?? null,
  throttlingQuota: quota,
  dailyQuota: quota,
  monthlyQuota: quota,
  constrainedServicesOnly: off,
  restrictions,
  rotation,
  validUntil: (value: Json | undefined) => long(value) ?? null,
  tags: field(texts, (): string[] => []),
  metadata: (value: Json | undefined) =>
    Object.fromEntries(Object.entries(textMap(value) ?? {}).filter(([name]) => name !== "")),
} as const;

type Limits = "throttlingQuota" | "dailyQuota" | "monthlyQuota" | "constrainedServicesOnly";
type Rest = "rotation" | "validUntil" | "tags" | "metadata";

/** The second half of a key, which is the same on all servers but for what a restriction can say. */
export function commonFields(
  source: Json,
  edition: "17" | "before 17",
): Pick<ApiKey, Limits | Rest | "restrictions"> {
  const of = (name: string): Json | undefined => member(source, name);
  const read = edition === "17" ? restrictions : restrictionsBefore17;
  return {
    throttlingQuota: FIELDS.throttlingQuota(of("throttlingQuota")),
    dailyQuota: FIELDS.dailyQuota(of("dailyQuota")),
    monthlyQuota: FIELDS.monthlyQuota(of("monthlyQuota")),
    constrainedServicesOnly: FIELDS.constrainedServicesOnly(of("constrainedServicesOnly")),
    restrictions: read(of("restrictions")),
    rotation: FIELDS.rotation(of("rotation")),
    validUntil: FIELDS.validUntil(of("validUntil")),
    tags: FIELDS.tags(of("tags")),
    metadata: FIELDS.metadata(of("metadata")),
  };
}

export function switches(source: Json): Pick<ApiKey, "enabled" | "readOnly" | "allowClientIdOnly"> {
  return {
    enabled: FIELDS.enabled(member(source, "enabled")),
    readOnly: FIELDS.readOnly(member(source, "readOnly")),
    allowClientIdOnly: FIELDS.allowClientIdOnly(member(source, "allowClientIdOnly")),
  };
}

/** A key past its time is off, and a write after that stores it as off (observed). */
export function present(key: ApiKey, now: number): ApiKey {
  const expired = key.validUntil !== null && key.validUntil < now;
  return key.enabled && expired ? { ...key, enabled: false } : key;
}
