import { field, flag, isObject, member, text, textMap, texts, type Json } from "../json/json";
import { defaultLocation, location, type Location } from "../keys/location";
import { missingMember, Unreadable } from "../json/unreadable";

/** What a group, a service and a route have in common. */
export interface Described {
  readonly _loc: Location;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
}

export type Group = Described;

/** A service or a route, reduced to what api keys have to do with; the real ones have a hundred fields more. */
export interface Service extends Described {
  readonly enabled: boolean;
  readonly groups: readonly string[];
}

const FIELDS = {
  _loc: field(location, defaultLocation),
  description: field(text, () => ""),
  tags: field(texts, (): string[] => []),
  metadata: field(textMap, (): Record<string, string> => ({})),
  enabled: field(flag, () => true),
} as const;

export function readGroup(source: Json): Group | Unreadable {
  const id = text(member(source, "id"));
  const name = text(member(source, "name"));
  if (id === undefined || name === undefined) {
    return new Unreadable(missingMember(id === undefined ? "id" : "name", isObject(source) ? source : {}));
  }
  return {
    _loc: FIELDS._loc(member(source, "_loc")),
    id,
    name,
    description: FIELDS.description(member(source, "description")),
    tags: FIELDS.tags(member(source, "tags")),
    metadata: FIELDS.metadata(member(source, "metadata")),
  };
}

/** Older clients name one group as `groupId`; without any a service is in the group "default". */
export function readService(source: Json): Service | Unreadable {
  const described = readGroup(source);
  if (described instanceof Unreadable) return described;
  return {
    ...described,
    enabled: FIELDS.enabled(member(source, "enabled")),
    groups: texts(member(source, "groups")) ?? [text(member(source, "groupId")) ?? "default"],
  };
}
