import { withoutAbsent } from "../model/absent";
import { rows, isEntries, isGroup } from "../model/attributes";
import { isObject } from "../model/json";
import { entityOf } from "../model/scope";
import { hasUnknown, knownScope, UNKNOWN, withoutProvider, type Inputs } from "./inputs";

/** Arguments without those that are `null`, which are absent, at any depth of objects; `-0` is 0. */
export function present(args: Record<string, unknown>): Record<string, unknown> {
  return withoutNegativeZero(withoutAbsent(withoutProvider(args))) as Record<string, unknown>;
}

function withoutNegativeZero(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (!isObject(value)) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutNegativeZero(part)]));
}

/** A list of which each element is known as a whole or not at all: nothing must be made of half a value. */
function elementsOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one: unknown) => (hasUnknown(one) ? UNKNOWN : one)) : value;
}

/**
 * Valid arguments as they are compared and stored: what can be said in several ways is said in one, and a map or
 * group of nothing is not said at all.
 */
export function normalised(args: Record<string, unknown>): Inputs {
  const known = knownScope(args);
  const scope = known && entityOf(known);
  const entries = Object.entries(withoutProvider(args)).flatMap(([name, value]) => {
    const row = rows.get(name);
    if (row === undefined) return [[name, value]];
    if (isEntries(row) || isGroup(row))
      return isObject(value) && Object.keys(value).length === 0 ? [] : [[name, value]];
    const plain = row.kind.normalised;
    return [[name, plain === undefined ? value : plain(elementsOf(value), { scope })]];
  });
  return Object.fromEntries(entries) as Inputs;
}
