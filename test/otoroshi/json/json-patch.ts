import { applyOperation, getValueByPointer, type Operation } from "fast-json-patch";
import { isObject, type Json } from "./json";

const OPS = ["add", "remove", "replace", "move", "copy", "test"];
const WITH_VALUE = ["add", "replace", "test"];
const WITH_FROM = ["move", "copy"];

const pointer = (value: unknown): boolean =>
  typeof value === "string" && (value === "" || value.startsWith("/"));

function isOperation(value: Json): boolean {
  if (!isObject(value)) return false;
  const op = value["op"];
  return (
    typeof op === "string" &&
    OPS.includes(op) &&
    pointer(value["path"]) &&
    (!WITH_VALUE.includes(op) || Object.hasOwn(value, "value")) &&
    (!WITH_FROM.includes(op) || pointer(value["from"]))
  );
}

/** The server reads the whole document before it applies the first operation. */
export function isPatch(value: Json | undefined): value is Json[] {
  return Array.isArray(value) && value.every(isOperation);
}

function apply(document: Json, operation: Operation): Json {
  return applyOperation(document, operation, true, false).newDocument;
}

/**
 * A move and a copy are taken apart, because the library validates their target less strictly than that of an
 * `add`: it would put an element past the end of a list.
 */
function step(document: Json, operation: Operation): Json {
  if (operation.op !== "move" && operation.op !== "copy") return apply(document, operation);
  const value = getValueByPointer(document, operation.from) as Json;
  const rest = operation.op === "move" ? apply(document, { op: "remove", path: operation.from }) : document;
  return apply(rest, { op: "add", path: operation.path, value });
}

/** The patched document, `undefined` where one operation does not apply: then none of them does. */
export function patched(document: Json, operations: readonly Json[]): Json | undefined {
  try {
    return (operations as unknown as Operation[]).reduce(step, document);
  } catch {
    return undefined;
  }
}
