import {
  attributeOf,
  declaredAttributes,
  liveValue,
  secretAttributes,
  type Attribute,
} from "../model/attributes";
import { isObject, valueAt, type JsonObject } from "../model/json";
import { scopeArguments } from "../model/scope";
import { HIDDEN, shown } from "../servers/diagnostics";
import type { Inputs, Program } from "../state/inputs";

/** A text shorter than this occurs in other texts by chance. */
const SHORTEST_SECRET = 4;

/**
 * What lines hide: attributes that are secret by the table or that the program marks as such, at any depth, and
 * every value in which a secret stands that belongs elsewhere. Where the program said nothing, as in a refresh,
 * which does not run it, no value is shown.
 */
export class Secrecy {
  private found: readonly string[] | undefined;

  /**
   * @param note what the program tells of the resource
   * @param inputs the arguments
   * @param live the key, of which somebody may have copied a secret into another field
   * @param before the names of attributes that the program marked as secrets when they were written
   */
  constructor(
    private readonly note: Program | undefined,
    private readonly inputs: Inputs,
    private readonly live: JsonObject,
    private readonly before: ReadonlySet<string> = new Set(),
  ) {}

  /** A live value of an attribute as lines show it. */
  showLive(attribute: Attribute, value: unknown): string {
    return this.before.has(attribute.name) ? HIDDEN : this.show(attribute, value);
  }

  /** A declared value of an attribute as lines show it. */
  show(attribute: Attribute, value: unknown): string {
    const { note } = this;
    if (attribute.field.secret === true || note === undefined || isMarked(attribute, note)) return HIDDEN;
    // Not looked for until a value is to be shown, since most keys have no line.
    const secrets = (this.found ??= secretTexts(note, this.inputs, this.live, this.before));
    return textsIn(value).some(({ text }) => secrets.some((secret) => text.includes(secret)))
      ? HIDDEN
      : shown(value);
  }
}

/**
 * The names of the declared attributes that the program marks as secrets.
 *
 * @param before what they were, for where the program said nothing
 */
export function hiddenIn(
  inputs: Inputs,
  note: Program | undefined,
  before: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  if (note === undefined) return before;
  const marked = declaredAttributes(inputs).filter(
    ([one]) => one.field.secret !== true && isMarked(one, note),
  );
  return new Set(marked.map(([{ name }]) => name));
}

/** The texts of all secrets of a key: those that are declared, and those that the server still has. */
function secretTexts(note: Program, inputs: Inputs, live: JsonObject, before: ReadonlySet<string>): string[] {
  const secrets = [...note.secrets, ...secretAttributes.map(({ name }) => name)];
  const isSecret = (path: string): boolean => secrets.some((one) => path === one || isInside(path, one));
  const names = [
    ...secrets,
    ...declaredAttributes(inputs)
      .map(([{ name }]) => name)
      .filter(isSecret),
    ...before,
  ];
  const attributes = names.flatMap((name) => attributeOf(name) ?? []);
  const there = [...attributes.map((one) => liveValue(one, live)), valueAt(live, ["rotation", "nextSecret"])];
  const declared = Object.entries(inputs).flatMap(([name, value]) => textsIn(value, name));
  return [...textsIn(there), ...declared.filter(({ path }) => isSecret(path))]
    .map(({ text }) => text)
    .filter((text) => text.length >= SHORTEST_SECRET);
}

function isMarked({ name, field }: Attribute, { secrets }: Program): boolean {
  // What depends on the scope as well tells where the key is.
  if (field.composed !== undefined && scopeArguments.some((scope) => secrets.includes(scope))) return true;
  return secrets.some((path) => path === name || isInside(name, path) || isInside(path, name));
}

/** Whether a path leads further than another one: `tags[0]` than `tags`. */
function isInside(path: string, outer: string): boolean {
  return path.startsWith(outer) && [".", "["].includes(path.charAt(outer.length));
}

/** All texts in a value, each with the path that leads to it. */
function textsIn(value: unknown, path = ""): { readonly text: string; readonly path: string }[] {
  if (typeof value === "string") return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((one, index) => textsIn(one, `${path}[${String(index)}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => textsIn(one, `${path}.${name}`));
}
