import { FIELDS, present, type ApiKey } from "./api-key";
import { isObject, member, text, type Json } from "../json/json";
import { missingMember, Unreadable } from "../json/unreadable";

const MANDATORY = ["clientId", "clientSecret", "clientName", "authorizedGroup"] as const;

/**
 * A key as the 1.4 servers had it, from the model in the server's history before one key could open several
 * entities: one mandatory group, no description, no location, no strategy; blank names were let through.
 */
export function readLegacyApiKey(source: Json, now: number): ApiKey | Unreadable {
  const owner = isObject(source) ? source : {};
  const absent = MANDATORY.find((name) => text(member(source, name)) === undefined);
  if (absent !== undefined) return new Unreadable(missingMember(absent, owner));
  const mandatory = (name: (typeof MANDATORY)[number]): string => text(member(source, name)) ?? "";
  const read = <F extends keyof typeof FIELDS>(name: F) =>
    FIELDS[name](member(source, name)) as ReturnType<(typeof FIELDS)[F]>;
  return present(
    {
      clientId: mandatory("clientId"),
      clientSecret: mandatory("clientSecret"),
      clientName: mandatory("clientName"),
      authorizedGroup: mandatory("authorizedGroup"),
      enabled: read("enabled"),
      readOnly: read("readOnly"),
      allowClientIdOnly: read("allowClientIdOnly"),
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
