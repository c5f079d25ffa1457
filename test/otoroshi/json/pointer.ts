/** One step of a JSON pointer. The newer of the server's patch libraries takes digits for an index at once. */
export type Part = string | number;

const INDEX = /^(0|[1-9]\d*)$/;

const LARGEST_INDEX = 2 ** 31 - 1;

/** A part as an index into a list, `undefined` where it is none. */
export function index(part: Part): number | undefined {
  if (typeof part === "number") return part;
  return INDEX.test(part) && Number(part) <= LARGEST_INDEX ? Number(part) : undefined;
}

/** What the libraries say about a text that is no pointer, `undefined` where it is one. */
export function notAPointer(source: string): string | undefined {
  if (source === "") return undefined;
  if (!source.startsWith("/")) return "A JSON pointer must start with '/'";
  return /~(?![01])/.test(source) ? "Occurrences of '~' must be followed by '0' or '1'" : undefined;
}

export interface PointerRules {
  /** Whether digits become an index, which then names no member where a `test`, `move` or `copy` reads. */
  readonly digitsAreIndexes: boolean;
  /** Whether a slash at the end stands for a member with an empty name; the older library drops it. */
  readonly slashAtTheEnd: boolean;
}

export function parts(source: string, rules: PointerRules): Part[] {
  if (source === "") return [];
  const names = source.slice(1).split("/");
  while (!rules.slashAtTheEnd && names.length > 1 && names.at(-1) === "") names.pop();
  return names
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((name) => (rules.digitsAreIndexes ? (index(name) ?? name) : name));
}

export function written(path: readonly Part[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
