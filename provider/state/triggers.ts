import { isDeepStrictEqual } from "node:util";

/**
 * Whether the values of a trigger ask for nothing new. No trigger yet is as good as an empty list, and one
 * that is no longer declared asks for nothing.
 */
export function sameTriggers(before: unknown, now: unknown): boolean {
  return now === undefined || isDeepStrictEqual(before ?? [], now);
}
