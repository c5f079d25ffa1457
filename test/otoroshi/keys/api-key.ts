import { authorizations, entity, firstGroup, type Authorization } from "./authorizations";
import { field, flag, long, member, text, textMap, texts, type Json, type JsonObject } from "../json/json";
import { defaultLocation, location, type Location } from "./location";
import { restrictions, type Restrictions } from "./restrictions";
import { rotation, type Rotation } from "./rotation";
import { throttlingStrategy } from "./throttling-strategy";
import { Unreadable } from "../json/unreadable";

/** A key as the server answers it. The ones marked optional are unknown to servers before 1.5. */
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
  readonly throttlingQuota: number;
  readonly dailyQuota: number;
  readonly monthlyQuota: number;
  readonly constrainedServicesOnly: boolean;
  readonly restrictions: Restrictions;
  readonly rotation: Rotation;
  readonly validUntil: number | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

const quota = field(long, () => 10_000_000);
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

/** A key past its time is off, and a write after that stores it as off (observed). */
export function expired(validUntil: number | null, now: number): boolean {
  return validUntil !== null && validUntil < now;
}

export function present(key: ApiKey, now: number): ApiKey {
  return key.enabled && expired(key.validUntil, now) ? { ...key, enabled: false } : key;
}

/** The server's own words for a mandatory field that is missing, blank or not a string. */
const NOTHING_THERE = new Unreadable("None.get");

function mandatory(source: Json, name: string): string | undefined {
  const value = text(member(source, name));
  return value === undefined || value.trim() === "" ? undefined : value;
}

export function readApiKey(source: Json, now: number): ApiKey | Unreadable {
  const clientId = mandatory(source, "clientId");
  const clientSecret = mandatory(source, "clientSecret");
  const clientName = mandatory(source, "clientName");
  if (clientId === undefined || clientSecret === undefined || clientName === undefined) return NOTHING_THERE;
  const authorized = authorizations(source);
  if (authorized instanceof Unreadable) return authorized;
  const read = <F extends keyof typeof FIELDS>(name: F) =>
    FIELDS[name](member(source, name)) as ReturnType<(typeof FIELDS)[F]>;
  return present(
    {
      _loc: read("_loc"),
      clientId,
      clientSecret,
      clientName,
      description: read("description"),
      authorizedGroup: firstGroup(authorized),
      authorizedEntities: authorized.map(entity),
      authorizations: authorized,
      enabled: read("enabled"),
      readOnly: read("readOnly"),
      allowClientIdOnly: read("allowClientIdOnly"),
      throttlingStrategy: read("throttlingStrategy"),
      throttlingQuota: read("throttlingQuota"),
      dailyQuota: read("dailyQuota"),
      monthlyQuota: read("monthlyQuota"),
      constrainedServicesOnly: read("constrainedServicesOnly"),
      restrictions: read("restrictions"),
      rotation: read("rotation"),
      validUntil: read("validUntil"),
      tags: read("tags"),
      metadata: read("metadata"),
    },
    now,
  );
}
