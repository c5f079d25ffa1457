import { field, flag, isObject, member, text, type Json } from "../json/json";
import { Unreadable } from "../json/unreadable";
import { fromObject, type Authorization } from "./authorizations";

/** `authorized_entity` is unknown to servers before 17. */
export interface RestrictedPath {
  readonly method: string;
  readonly path: string;
  readonly authorized_entity?: Authorization | null;
}

export interface Restrictions {
  readonly enabled: boolean;
  readonly allowLast: boolean;
  readonly allowed: readonly RestrictedPath[];
  readonly forbidden: readonly RestrictedPath[];
  readonly notFound: readonly RestrictedPath[];
}

type ReadPath = (source: Json) => RestrictedPath | undefined;

const enabled = field(flag, () => false);
const allowLast = field(flag, () => true);

const pathOnly: ReadPath = (source) => {
  const method = text(member(source, "method"));
  const path = text(member(source, "path"));
  return method === undefined || path === undefined ? undefined : { method, path };
};

/** A text for an entity becomes null, an object without an id costs the whole item (observed). */
const pathForEntity: ReadPath = (source) => {
  const path = pathOnly(source);
  const given = member(source, "authorized_entity");
  const entity = isObject(given) ? fromObject(given) : null;
  return path === undefined || entity instanceof Unreadable
    ? undefined
    : { ...path, authorized_entity: entity };
};

const reader = (read: ReadPath) => {
  /** An item without method or path is dropped in silence (observed). */
  const paths = (value: Json | undefined): RestrictedPath[] =>
    Array.isArray(value) ? value.flatMap((item) => read(item) ?? []) : [];
  return (value: Json | undefined): Restrictions => ({
    enabled: enabled(member(value, "enabled")),
    allowLast: allowLast(member(value, "allowLast")),
    allowed: paths(member(value, "allowed")),
    forbidden: paths(member(value, "forbidden")),
    notFound: paths(member(value, "notFound")),
  });
};

export const restrictions = reader(pathForEntity);

export const restrictionsBefore17 = reader(pathOnly);
