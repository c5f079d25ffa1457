import {
  declaredAttributes,
  fixedAttributes,
  liveValue,
  type Attribute,
  type Declared,
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

  /** The secrets' texts; not looked for until a value is to be shown, since most keys have no line. */
  private get texts(): readonly string[] {
    if (this.found !== undefined) return this.found;
    const { inputs, live } = this;
    const own = fixedAttributes.filter(({ field }) => field.secret === true);
    const secrets = [
      ...own.flatMap((attribute) => [liveValue(attribute, live), valueAt(inputs, attribute.argument)]),
      valueAt(live, ["rotation", "nextSecret"]),
      ...declaredAttributes(inputs).flatMap((one) => this.marked(one)),
    ];
    this.found = secrets.flatMap(textsIn).filter((text) => text.length >= SHORTEST_SECRET);
    return this.found;
  }

  /** A live value of an attribute as lines show it. */
  showLive(attribute: Attribute, value: unknown): string {
    return this.before.has(attribute.name) ? HIDDEN : this.show(attribute, value);
  }

  /** A declared value of an attribute as lines show it. */
  show(attribute: Attribute, value: unknown): string {
    if (attribute.field.secret === true || this.note === undefined || isMarked(attribute, this.note))
      return HIDDEN;
    return textsIn(value).some((text) => this.texts.some((secret) => text.includes(secret)))
      ? HIDDEN
      : shown(value);
  }

  /** What the program marks as a secret in a declared value. */
  private marked([{ name }, value]: Declared): unknown[] {
    const secrets = this.note?.secrets ?? [];
    if (secrets.includes(name)) return [value];
    if (!Array.isArray(value)) return [];
    return value.filter((_, index) => secrets.includes(`${name}[${String(index)}]`));
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

function isMarked({ name, field }: Attribute, { secrets }: Program): boolean {
  // What depends on the scope as well tells where the key is.
  if (field.composed !== undefined && scopeArguments.some((scope) => secrets.includes(scope))) return true;
  return secrets.some((path) => path === name || isInside(name, path) || isInside(path, name));
}

/** Whether a path leads further than another one: `tags[0]` than `tags`. */
function isInside(path: string, outer: string): boolean {
  return path.startsWith(outer) && [".", "["].includes(path.charAt(outer.length));
}

/** All texts in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
