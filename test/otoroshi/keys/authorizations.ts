import { isObject, member, text, texts, type Json, type JsonObject } from "../json/json";
import { missingMember, Unreadable } from "../json/unreadable";

/** The kinds that EntityIdentifier of the server's models knows, the longer prefix before its own beginning. */
export const KINDS = ["group", "service", "route-composition", "route", "api"] as const;

/** The kinds that it knew in 1.5. */
export const KINDS_OF_1_5 = ["group", "service"] as const;

type Kind = (typeof KINDS)[number];

export interface Authorization {
  readonly kind: string;
  readonly id: string;
}

export const entity = ({ kind, id }: Authorization): string => `${kind}_${id}`;

/** A text without a known prefix is taken for a group (observed; kept by the server for old clients). */
function fromText(value: string, kinds: readonly Kind[]): Authorization {
  const kind = kinds.find((name) => value.startsWith(`${name}_`));
  return kind === undefined ? { kind: "group", id: value } : { kind, id: value.slice(kind.length + 1) };
}

/** An unknown kind is taken for a group too; without an id the document is unreadable. */
export function fromObject(value: JsonObject): Authorization | Unreadable {
  const id = text(member(value, "id"));
  if (id === undefined) return new Unreadable(missingMember("id", value));
  const kind = KINDS.find((name) => name === member(value, "kind"));
  return { kind: kind ?? "group", id };
}

function modern(value: Json | undefined): (Authorization | Unreadable)[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    if (typeof item === "string") return [fromText(item, KINDS)];
    return isObject(item) ? [fromObject(item)] : [];
  });
}

const once = (all: readonly Authorization[]): Authorization[] => [
  ...new Map(all.map((item) => [entity(item), item])).values(),
];

const listed = (source: Json, kinds: readonly Kind[]): Authorization[] =>
  (texts(member(source, "authorizedEntities")) ?? []).map((value) => fromText(value, kinds));

function group(source: Json): Authorization[] {
  const id = text(member(source, "authorizedGroup"));
  return id === undefined ? [] : [{ kind: "group", id }];
}

/**
 * The union of the three fields, in this order, each entity once (observed: taking an entity out of one or
 * two of them takes nothing away).
 */
export function authorizations(source: Json): readonly Authorization[] | Unreadable {
  const objects = modern(member(source, "authorizations"));
  const unreadable = objects.find((item) => item instanceof Unreadable);
  if (unreadable !== undefined) return unreadable;
  return once([...(objects as Authorization[]), ...listed(source, KINDS), ...group(source)]);
}

/** In 1.5 there were two fields, and the group came first. */
export function authorizationsOf15(source: Json): readonly Authorization[] {
  return once([...group(source), ...listed(source, KINDS_OF_1_5)]);
}

/** Answers still carry the first group alone, as servers did that knew only one. */
export function firstGroup(all: readonly Authorization[]): string | null {
  return all.find(({ kind }) => kind === "group")?.id ?? null;
}
