import { isDeepStrictEqual } from "node:util";
import { liveValue, sameDeclared } from "../model/attributes";
import { valueAt, type JsonObject } from "../model/json";
import type { Situation } from "../model/situation";
import { declaredValue, type State } from "../state/state";
import type { Desired, Plan } from "./desired";

/**
 * How a live attribute stands to what is desired:
 * - `same`: it means what is desired;
 * - `server`: it does not, by the server's own doing, and stays as it is;
 * - `drifted`: it does not, and is not as the state knows it: somebody changed it since;
 * - `changed`: it does not, and is as the state knows it: it is desired otherwise than before.
 */
export type Comparison = "same" | "server" | "drifted" | "changed";

/** An attribute that has to be written. */
export interface Difference {
  readonly desired: Desired;
  readonly comparison: "drifted" | "changed";
}

/**
 * Compares one attribute. Every verb asks this, and nothing else decides what is written or called drift.
 *
 * @param desired the attribute and its value
 * @param situation the live key, and what else decides
 * @param state what the state holds; `undefined` for a key that is in none
 */
export function compare(desired: Desired, situation: Situation, state: State | undefined): Comparison {
  const { attribute, value, anew } = desired;
  const { field } = attribute;
  const there = liveValue(attribute, situation.live);
  if (matches(desired, situation, there)) {
    // A live strategy may hold more than is declared: a property that is no longer declared does not show there.
    const hidden = field.kind.partial === true && !isNone(value) && redeclared(desired, state);
    return hidden ? "changed" : "same";
  }
  const excused = !isNone(value) && field.serversOwn?.(value, situation) === true;
  if (excused && anew !== true && !redeclared(desired, state)) return "server";
  return state === undefined || asRecorded(desired, state, there) ? "changed" : "drifted";
}

/** The attributes of a plan that a live key does not have as desired. */
export function differences({ desired, state, situation }: Plan, live: JsonObject): Difference[] {
  const at = situation(live);
  return desired.flatMap((one): Difference[] => {
    const comparison = compare(one, at, state);
    return comparison === "drifted" || comparison === "changed" ? [{ desired: one, comparison }] : [];
  });
}

/** What a key has to have of an attribute, in the words of the arguments; `undefined` is nothing at all. */
export function target({ attribute, value }: Desired, situation: Situation): unknown {
  const { composed } = attribute.field;
  return composed === undefined ? value : composed.target(value, situation);
}

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

function matches(desired: Desired, situation: Situation, there: unknown): boolean {
  // A server that does not have a field at all has nothing that could go back to its default.
  if (desired.released && there === undefined) return true;
  const wanted = target(desired, situation);
  if (isNone(wanted)) return there === undefined || there === wanted;
  return desired.attribute.field.kind.matches(wanted, there);
}

/** Whether it was declared before, and as something else. */
function redeclared({ attribute, value }: Desired, state: State | undefined): boolean {
  if (state === undefined || !state.declared.has(attribute.name)) return false;
  const before = declaredValue(state, attribute);
  return before !== undefined && !sameDeclared(attribute, before, value);
}

/** Whether the live attribute is as the state knows it. */
function asRecorded({ attribute }: Desired, { outputs }: State, there: unknown): boolean {
  const recorded = valueAt(outputs, attribute.argument);
  if (recorded === undefined) return there === undefined || there === null;
  const { kind } = attribute.field;
  // What no argument can say, such as a number beyond 2^53, is recorded as a text.
  return kind.matches(recorded, there) || isDeepStrictEqual(kind.read(there), recorded);
}
