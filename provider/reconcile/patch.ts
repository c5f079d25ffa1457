import { isObject, valueAt, type JsonObject } from "../model/json";
import type { PatchOperation } from "../model/json-patch";
import type { Situation } from "../model/situation";
import { MAX_BODY } from "../state/body";
import { differences, target, type Difference } from "./compare";
import type { Desired, Plan } from "./desired";

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
    if (last === undefined || size + bytes > MAX_BODY || removesAgain(last, unit)) {
      parts.push([...unit]);
      size = bytes;
    } else {
      last.push(...unit);
      size += bytes;
    }
  }
  return parts;
}

/** Whether a unit removes what a part removes before it, and so needs a document of its own. */
function removesAgain(part: readonly PatchOperation[], unit: readonly PatchOperation[]): boolean {
  const end = part.at(-1);
  return end?.op === "remove" && unit.at(-1)?.op === "remove" && unit.at(-1)?.path === end.path;
}

/** The operations of each attribute, which go in one document; of one too large, in several. */
function unitsOf(plan: Plan, live: JsonObject): PatchOperation[][] {
  const situation = plan.situation(live);
  // What moves a key to another scope comes last: the parts before it are sent to the scope where the key is.
  const composedLast = ({ desired: { attribute } }: Difference): number =>
    attribute.field.composed === undefined ? 0 : 1;
  const units = differences(plan, live)
    .sort((a, b) => composedLast(a) - composedLast(b))
    .flatMap(({ desired }) => operationsOf(desired, situation))
    .filter((operations) => operations.length > 0);
  // Older servers leave whole objects out, and nothing can be added inside of what is not there.
  const parents = units
    .flat()
    .filter(({ path }) => path.lastIndexOf("/") > 0)
    .map(({ path }) => path.split("/")[1] ?? "")
    .filter((name) => !isObject(live[name]) && !Array.isArray(live[name]));
  const missing = [...new Set(parents)].map((name): PatchOperation => ({
    op: "add",
    path: `/${name}`,
    value: {},
  }));
  return [...missing.map((one) => [one]), ...units];
}

function operationsOf({ attribute, value, ...rest }: Desired, situation: Situation): PatchOperation[][] {
  const { composed, kind } = attribute.field;
  if (composed !== undefined) {
    return composed.operations(target({ attribute, value, ...rest }, situation), value, situation);
  }
  const pointer = pointerOf(attribute.path);
  const there = valueAt(situation.live, attribute.path);
  if (value === undefined) return there === undefined ? [] : [[{ op: "remove", path: pointer }]];
  const written = value === null ? null : kind.write(value);
  return [[{ op: there === undefined ? "add" : "replace", path: pointer, value: written }]];
}

/** RFC 6901. */
function pointerOf(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
