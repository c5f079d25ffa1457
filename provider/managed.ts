import type { State } from "./inputs";

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
