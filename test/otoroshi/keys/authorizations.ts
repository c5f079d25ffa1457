import { isObject, member, text, texts, type Json, type JsonObject } from "../json/json";
import { missingMember, Unreadable } from "../json/unreadable";

/** The kinds that EntityIdentifier of the server's models knows, the longer prefix before its own beginning. */
const KINDS = ["group", "service", "route-composition", "route", "api"] as const;

export interface Authorization {
  readonly kind: string;
  readonly id: string;
}

export const entity = ({ kind, id }: Authorization): string => `${kind}_${id}`;

/** A text without a known prefix is taken for a group (observed; kept by the server for old clients). */
function fromText(value: string): Authorization {
  const kind = KINDS.find((name) => value.startsWith(`${name}_`));
  return kind === undefined ? { kind: "group", id: value } : { kind, id: value.slice(kind.length + 1) };
}

function fromObject(value: JsonObject): Authorization | Unreadable {
  const id = text(member(value, "id"));
  if (id === undefined) return new Unreadable(missingMember("id", value));
  const kind = KINDS.find((name) => name === member(value, "kind"));
  return { kind: kind ?? "group", id };
}

function modern(value: Json | undefined): (Authorization | Unreadable)[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    if (typeof item === "string") return [fromText(item)];
    return isObject(item) ? [fromObject(item)] : [];
  });
}

/**
 * The union of the three fields, in this order, each entity once (observed: taking an entity out of one or
 * two of them takes nothing away).
 */
export function authorizations(source: Json): readonly Authorization[] | Unreadable {
  const listed = modern(member(source, "authorizations"));
  const unreadable = listed.find((item) => item instanceof Unreadable);
  if (unreadable !== undefined) return unreadable;
  const group = text(member(source, "authorizedGroup"));
  const all = [
    ...(listed as Authorization[]),
    ...(texts(member(source, "authorizedEntities")) ?? []).map(fromText),
    ...(group === undefined ? [] : [{ kind: "group", id: group }]),
  ];
  return [...new Map(all.map((item) => [entity(item), item])).values()];
}

/** Answers still carry the first group alone, as servers did that knew only one. */
export function firstGroup(all: readonly Authorization[]): string | null {
  return all.find(({ kind }) => kind === "group")?.id ?? null;
}
