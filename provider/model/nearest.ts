import { distance } from "fastest-levenshtein";

/** Letters that a misspelled name may be away from the one that is meant. */
const FARTHEST = 3;

/**
 * The known name that a misspelled one is nearest to, upper and lower case aside.
 *
 * @returns `undefined` when none is so near that it is likely to be meant
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const away = (one: string): number => distance(name.toLowerCase(), one.toLowerCase());
  const [first] = [...known].sort((a, b) => away(a) - away(b));
  return first !== undefined && away(first) <= Math.min(FARTHEST, name.length / 2) ? first : undefined;
}

/** A question to put behind a message about a name that there is none of; empty when no known one is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
