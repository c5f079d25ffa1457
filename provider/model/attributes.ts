import { fields, type Entries, type Field, type Group, type Row } from "./fields";
import { isObject } from "./json";

/**
 * A single value of an api key that is declared, compared and patched on its own: a field, a field of a
 * group (`rotation.enabled`) or an entry of a map (`metadata.env`).
 */
export interface Leaf {
  /** How messages and the state call it. */
  readonly name: string;
  /** Where it stands among the arguments. */
  readonly argument: readonly string[];
  /** Where it stands in the server's JSON. */
  readonly path: readonly string[];
  readonly field: Field<unknown>;
  /** Whether it is an entry of a map, which can be missing. */
  readonly entry: boolean;
}

/** The rows of the table by name. */
export const rows: ReadonlyMap<string, Row> = new Map(Object.entries(fields));

export function isGroup(row: Row): row is Group<Record<string, Field<unknown>>> {
  return "group" in row;
}

export function isEntries(row: Row): row is Entries<unknown> {
  return "entries" in row;
}

const fixed: readonly Leaf[] = [...rows].flatMap(([name, row]) => {
  if (isEntries(row)) return [];
  if (!isGroup(row)) {
    return [{ name, argument: [name], path: row.path ?? [name], field: row, entry: false }];
  }
  return Object.entries(row.group).map(([part, field]) => ({
    name: `${name}.${part}`,
    argument: [name, part],
    path: [name, part],
    field,
    entry: false,
  }));
});

/** All leaves but the entries of maps, in the table's order. */
export const fixedLeaves = fixed;

const byName = new Map(fixed.map((leaf) => [leaf.name, leaf]));

/** The leaf of a name; `undefined` when the table (of another release, say) has no such row. */
export function leafOf(name: string): Leaf | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const dot = name.indexOf(".");
  const map = name.slice(0, dot);
  const row = rows.get(map);
  return row !== undefined && isEntries(row) ? entryLeaf(map, name.slice(dot + 1), row) : undefined;
}

function entryLeaf(map: string, key: string, row: Entries<unknown>): Leaf {
  const path = [map, key];
  return { name: `${map}.${key}`, argument: path, path, field: { kind: row.entries }, entry: true };
}

/** A leaf and the value that it is declared with. */
export type Declared = readonly [Leaf, unknown];

/** The leaves that the arguments declare, with their values, in the table's order. */
export function declaredLeaves(args: Readonly<Record<string, unknown>>): readonly Declared[] {
  return [...rows].flatMap(([name, row]) =>
    args[name] === undefined ? [] : leavesOf(name, row, args[name]),
  );
}

function leavesOf(name: string, row: Row, value: unknown): Declared[] {
  if (isEntries(row) && isObject(value)) {
    return Object.entries(value).map(([key, entry]) => [entryLeaf(name, key, row), entry]);
  }
  if (isGroup(row) && isObject(value)) {
    return Object.keys(row.group)
      .filter((part) => value[part] !== undefined)
      .map((part) => [byName.get(`${name}.${part}`) as Leaf, value[part]]);
  }
  const leaf = byName.get(name);
  return leaf === undefined ? [] : [[leaf, value]];
}
