import { isDeepStrictEqual } from "node:util";
import { isObject, text, type Json, type JsonObject } from "./json";
import { index, notAPointer, parts, written, type Part, type PointerRules } from "./pointer";
import { stringifyJson } from "./text";

/**
 * RFC 6902 as the server's patch library (diffson) reads it, not as the standard means it: a member that is not
 * there reads as null, so that a `copy` from nowhere is no error, and digits are names in one place and indexes
 * in another. A library that keeps to the standard cannot stand in for it.
 */
export interface PatchRules extends PointerRules {
  /** Whether a member that gets another value moves behind the others. */
  readonly changedGoesLast: boolean;
}

/** Why a patch cannot be read or applied: the exception as the server prints it. */
export class PatchFailure extends Error {
  constructor(
    readonly exception: "FormatException" | "PointerException" | "PatchException",
    message: string,
  ) {
    super(message);
  }
}

type Operation =
  | { readonly op: "add" | "replace" | "test"; readonly path: Part[]; readonly value: Json }
  | { readonly op: "remove"; readonly path: Part[] }
  | { readonly op: "move" | "copy"; readonly from: Part[]; readonly path: Part[] };

const malformed = (message: string): PatchFailure => new PatchFailure("FormatException", message);

function pointer(source: string, rules: PointerRules): Part[] {
  const problem = notAPointer(source);
  if (problem !== undefined) throw new PatchFailure("PointerException", problem);
  return parts(source, rules);
}

function operation(source: Json, rules: PointerRules): Operation {
  if (!isObject(source) || !Object.hasOwn(source, "op")) {
    throw malformed(`Operation expected: ${stringifyJson(source)}`);
  }
  const { op, value } = source;
  const path = text(source["path"]);
  const from = text(source["from"]);
  switch (op) {
    case "add":
    case "replace":
    case "test":
      if (path === undefined || value === undefined) throw malformed("missing 'path' or 'value' field");
      return { op, path: pointer(path, rules), value };
    case "remove":
      if (path === undefined) throw malformed("missing 'path' field");
      return { op, path: pointer(path, rules) };
    case "move":
    case "copy":
      if (from === undefined || path === undefined) throw malformed("missing 'from' or 'path' field");
      return { op, from: pointer(from, rules), path: pointer(path, rules) };
    default:
      throw malformed(`Unknown operation ${stringifyJson(op)}`);
  }
}

const missing = (part: Part, parent: readonly Part[]): string =>
  `element ${part} does not exist at path ${written(parent)}`;

/** What a path leads to; null where an object has no such member. */
function evaluate(document: Json, path: readonly Part[], rules: PatchRules): Json {
  return path.reduce<Json>((value, part, at) => {
    if (Array.isArray(value)) {
      const item = value[index(part) ?? -1];
      if (item !== undefined) return item;
    } else if (isObject(value) && !(rules.digitsAreIndexes && typeof part === "number")) {
      return Object.hasOwn(value, part) ? (value[part] ?? null) : null;
    }
    throw new PatchFailure("PointerException", missing(part, path.slice(0, at)));
  }, document);
}

type Change = "add" | "remove" | "replace";

function withMember(owner: JsonObject, name: string, value: Json, last: boolean): JsonObject {
  if (!last && Object.hasOwn(owner, name)) {
    return Object.fromEntries(
      Object.entries(owner).map((entry) => (entry[0] === name ? [name, value] : entry)),
    );
  }
  return Object.fromEntries([...Object.entries(owner).filter(([other]) => other !== name), [name, value]]);
}

/** The changed list, `undefined` where it has no such place. */
function inList(list: readonly Json[], change: Change, part: Part, value: Json): Json[] | undefined {
  if (part === "-" && change === "add") return [...list, value];
  const at = index(part);
  if (at === undefined || at > list.length || (at === list.length && change !== "add")) return undefined;
  const put = change === "remove" ? [] : [value];
  return list.toSpliced(at, change === "add" ? 0 : 1, ...put);
}

function inObject(
  owner: JsonObject,
  change: Change,
  name: string,
  value: Json,
  rules: PatchRules,
): JsonObject | undefined {
  if (change !== "add" && !Object.hasOwn(owner, name)) return undefined;
  return change === "remove"
    ? Object.fromEntries(Object.entries(owner).filter(([other]) => other !== name))
    : withMember(owner, name, value, rules.changedGoesLast);
}

function changed(
  document: Json,
  change: Change,
  path: readonly Part[],
  value: Json,
  rules: PatchRules,
  parent: readonly Part[] = [],
): Json {
  const [part, ...rest] = path;
  if (part === undefined) {
    if (change === "remove") throw new PatchFailure("PatchException", "Cannot delete an empty path");
    return value;
  }
  const deeper = (child: Json): Json => changed(child, change, rest, value, rules, [...parent, part]);
  if (rest.length === 0) {
    const result = Array.isArray(document)
      ? inList(document, change, part, value)
      : isObject(document)
        ? inObject(document, change, String(part), value, rules)
        : undefined;
    if (result !== undefined) return result;
  } else if (Array.isArray(document)) {
    const at = index(part);
    const child = at === undefined ? undefined : document[at];
    if (at !== undefined && child !== undefined) return document.with(at, deeper(child));
  } else if (isObject(document) && Object.hasOwn(document, part)) {
    return withMember(document, String(part), deeper(document[part] ?? null), false);
  }
  throw new PatchFailure("PatchException", missing(part, parent));
}

function moved(document: Json, from: readonly Part[], path: readonly Part[], rules: PatchRules): Json {
  if (from.length < path.length && from.every((part, at) => part === path[at])) {
    throw new PatchFailure("PatchException", "The path were to move cannot be a descendent of the from path");
  }
  const rest = changed(document, "remove", from, null, rules);
  return changed(rest, "add", path, evaluate(document, from, rules), rules);
}

function applied(document: Json, step: Operation, rules: PatchRules): Json {
  switch (step.op) {
    case "test":
      if (isDeepStrictEqual(evaluate(document, step.path, rules), step.value)) return document;
      throw new PatchFailure("PatchException", `test failed at path ${written(step.path)}`);
    case "move":
      return moved(document, step.from, step.path, rules);
    case "copy":
      return changed(document, "add", step.path, evaluate(document, step.from, rules), rules);
    case "remove":
      return changed(document, "remove", step.path, null, rules);
    default:
      return changed(document, step.op, step.path, step.value, rules);
  }
}

/** A patch whose operations have all been read; the library reads the whole document before it applies any. */
export type Patch = readonly Operation[];

/** Throws a PatchFailure. */
export function readPatch(source: Json | undefined, rules: PatchRules): Patch {
  if (!Array.isArray(source)) throw malformed("JsonPatch expected");
  return source.map((item) => operation(item, rules));
}

/** The patched document; throws a PatchFailure where one operation does not apply, then none of them does. */
export function applyPatch(document: Json, patch: Patch, rules: PatchRules): Json {
  return patch.reduce<Json>((value, step) => applied(value, step, rules), document);
}
