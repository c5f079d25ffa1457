import { fields, type Entries, type Field, type Group, type Row } from "./fields";
import { isObject, valueAt, type JsonObject } from "./json";

/**
 * A single value of an api key that is declared, compared and patched on its own: a field, a field of a
 * group (`rotation.enabled`) or an entry of a map (`metadata.env`).
 */
export interface Attribute {
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

/** All attributes but the entries of maps, in the table's order. */
export const fixedAttributes: readonly Attribute[] = [...rows].flatMap(([name, row]): Attribute[] => {
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

/** Those that are secrets whatever the program says. */
export const secretAttributes = fixedAttributes.filter(({ field }) => field.secret === true);

/** The names of the maps, whose entries are attributes. */
export const mapNames = [...rows].filter(([, row]) => isEntries(row)).map(([name]) => name);

const byName = new Map(fixedAttributes.map((attribute) => [attribute.name, attribute]));

/** The attribute of a name; `undefined` when the table (of another release, say) has no such row. */
export function attributeOf(name: string): Attribute | undefined {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const dot = name.indexOf(".");
  const map = name.slice(0, dot);
  const row = rows.get(map);
  return row !== undefined && isEntries(row) ? entryOf(map, name.slice(dot + 1), row) : undefined;
}

function entryOf(map: string, key: string, row: Entries<unknown>): Attribute {
  const path = [map, key];
  return { name: `${map}.${key}`, argument: path, path, field: { kind: row.entries }, entry: true };
}

/** An attribute and the value that it is declared with. */
export type Declared = readonly [Attribute, unknown];

/** The attributes that the arguments declare, with their values, in the table's order. */
export function declaredAttributes(args: Readonly<Record<string, unknown>>): readonly Declared[] {
  return [...rows].flatMap(([name, row]) =>
    args[name] === undefined ? [] : attributesOf(name, row, args[name]),
  );
}

function attributesOf(name: string, row: Row, value: unknown): Declared[] {
  if (isEntries(row) && isObject(value)) {
    return Object.entries(value).map(([key, entry]) => [entryOf(name, key, row), entry]);
  }
  if (isGroup(row) && isObject(value)) {
    return Object.keys(row.group)
      .filter((part) => value[part] !== undefined)
      .map((part) => [byName.get(`${name}.${part}`) as Attribute, value[part]]);
  }
  const attribute = byName.get(name);
  return attribute === undefined ? [] : [[attribute, value]];
}

/** What a live key has of an attribute, in the server's JSON. */
export function liveValue({ field, path }: Attribute, live: JsonObject): unknown {
  return field.composed === undefined ? valueAt(live, path) : field.composed.read(live);
}

/** Whether two declared values of an attribute mean the same. */
export function sameDeclared({ field: { kind } }: Attribute, before: unknown, now: unknown): boolean {
  if (Object.is(before, now)) return true;
  if (before === undefined || now === undefined || before === null || now === null) return false;
  return kind.matches(now, kind.write(before)) && kind.matches(before, kind.write(now));
}
