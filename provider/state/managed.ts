import { entityOf, scopeOf } from "../model/scope";
import type { State } from "./inputs";
import { valueAt } from "../model/json";
import { leafOf, type Declared, type Leaf } from "../model/attributes";

/**
 * Writes the names of the declared leaves as one text, JSON of a list. As a list they would double what a
 * key costs the engine, which spends its time by the property and not by the byte: it passes every key's
 * state to the provider twice in a refresh, and logs each element of each list on the way.
 */
export function managedText(names: readonly string[]): string {
  return JSON.stringify(names);
}

/** The names of the leaves that were declared when the state was made; release 0.1.0 wrote a list. */
export function managedNames(state: Pick<State, "managed"> | undefined): readonly string[] {
  const managed = state?.managed ?? [];
  return typeof managed === "string" ? (JSON.parse(managed) as string[]) : managed;
}

/** The leaves that were declared when the state was made, with the values that they were declared with. */
export function managedLeaves(state: State): Declared[] {
  return managedNames(state).flatMap((name): Declared[] => {
    const leaf = leafOf(name);
    const value = leaf && managedValue(state, leaf);
    return leaf === undefined || value === undefined ? [] : [[leaf, value]];
  });
}

/** What a leaf, one of those that were declared when the state was made, was declared with. */
export function managedValue(state: State, leaf: Leaf): unknown {
  const value = state.declared?.[leaf.name] ?? valueAt(state, leaf.argument);
  if (leaf.name !== "authorizedEntities" || !Array.isArray(value)) return value;
  const scope = entityOf(scopeOf(state));
  return value.filter((one) => one !== scope);
}
