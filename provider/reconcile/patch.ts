import { isDeepStrictEqual } from "node:util";
import type { Attribute } from "../model/attributes";
import { isObject, valueAt, type JsonObject } from "../model/json";
import type { PatchOperation } from "../model/json-patch";
import { MAX_BODY } from "../state/body";
import { differences, target } from "./compare";
import type { Plan } from "./desired";

/** The JSON Patch (RFC 6902) that makes a live key what a plan desires; empty when it is so already. */
export function patchOf(plan: Plan, live: JsonObject): PatchOperation[] {
  return unitsOf(plan, live).flat();
}

/** The same patch in parts that the server takes, to be sent in this order, each valid by itself. */
export function partsOf(plan: Plan, live: JsonObject): PatchOperation[][] {
  const parts: PatchOperation[][] = [];
  let size = 0;
  for (const unit of unitsOf(plan, live)) {
    const bytes = Buffer.byteLength(JSON.stringify(unit));
    const last = parts.at(-1);
    // What a part has removed, no operation of the same document can remove again.
    if (last === undefined || size + bytes > MAX_BODY || isDeepStrictEqual(last.at(-1), unit.at(-1))) {
      parts.push([...unit]);
      size = bytes;
    } else {
      last.push(...unit);
      size += bytes;
    }
  }
  return parts;
}

/** The operations of each attribute, which go in one document; of one too large, in several. */
function unitsOf(plan: Plan, live: JsonObject): PatchOperation[][] {
  const situation = plan.situation(live);
  const units: PatchOperation[][] = [];
  // What moves a key to another scope comes last: the parts before it are sent to the scope where the key is.
  const moves: PatchOperation[][] = [];
  for (const { desired } of differences(plan, live)) {
    const { attribute, value } = desired;
    const { composed } = attribute.field;
    if (composed === undefined) {
      units.push([operationOf(attribute, value, live)]);
    } else {
      moves.push(...composed.operations(target(desired, situation), value, situation));
    }
  }
  units.push(...moves);
  // Older servers leave whole objects out, and nothing can be added inside of what is not there.
  const parents = new Set<string>();
  for (const unit of units) {
    for (const { path } of unit) parents.add(path.slice(0, Math.max(0, path.indexOf("/", 1))));
  }
  const missing = [...parents].filter((parent) => {
    const there = live[parent.slice(1)];
    return parent !== "" && !isObject(there) && !Array.isArray(there);
  });
  return [...missing.map((path): PatchOperation[] => [{ op: "add", path, value: {} }]), ...units];
}

/** The operation for an attribute that differs: one that is to be gone is there. */
function operationOf({ path, field }: Attribute, value: unknown, live: JsonObject): PatchOperation {
  const isThere = valueAt(live, path) !== undefined;
  const pointer = pointerOf(path);
  if (value === undefined) return { op: "remove", path: pointer };
  const written = value === null ? null : field.kind.write(value);
  return { op: isThere ? "replace" : "add", path: pointer, value: written };
}

/** RFC 6901. */
function pointerOf(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
