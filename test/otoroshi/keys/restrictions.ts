import { field, flag, member, text, type Json } from "../json/json";

export interface RestrictedPath {
  readonly method: string;
  readonly path: string;
  readonly authorized_entity: string | null;
}

export interface Restrictions {
  readonly enabled: boolean;
  readonly allowLast: boolean;
  readonly allowed: readonly RestrictedPath[];
  readonly forbidden: readonly RestrictedPath[];
  readonly notFound: readonly RestrictedPath[];
}

const enabled = field(flag, () => false);
const allowLast = field(flag, () => true);

/** An item without method or path is dropped in silence; the others gain `authorized_entity` (observed). */
function paths(value: Json | undefined): RestrictedPath[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const method = text(member(item, "method"));
    const path = text(member(item, "path"));
    if (method === undefined || path === undefined) return [];
    return [{ method, path, authorized_entity: text(member(item, "authorized_entity")) ?? null }];
  });
}

export function restrictions(value: Json | undefined): Restrictions {
  return {
    enabled: enabled(member(value, "enabled")),
    allowLast: allowLast(member(value, "allowLast")),
    allowed: paths(member(value, "allowed")),
    forbidden: paths(member(value, "forbidden")),
    notFound: paths(member(value, "notFound")),
  };
}
