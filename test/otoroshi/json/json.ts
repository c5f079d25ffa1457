export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

/** Reads one value as the server would, `undefined` where the value is not of that type. */
export type Reader<T> = (value: Json | undefined) => T | undefined;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of an object; anything else has no members (the server never complains about a wrong parent). */
export function member(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export const text: Reader<string> = (value) => (typeof value === "string" ? value : undefined);

export const flag: Reader<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

const LONG_BOUND = 2 ** 63;

/** A 64 bit whole number: 5.0 is one, 6.5 and "5" are not (observed: both take the default). */
export const long: Reader<number> = (value) =>
  typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= LONG_BOUND ? value : undefined;

/** A list is read as a whole: one element of another type and none of it counts. */
export const texts: Reader<string[]> = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;

/** A map is read as a whole too: one value that is not a string and all are gone. */
export const textMap: Reader<Record<string, string>> = (value) =>
  isObject(value) && Object.values(value).every((item) => typeof item === "string")
    ? (value as Record<string, string>)
    : undefined;

/** The reader with the value it falls back to. */
export function field<T>(read: Reader<T>, fallback: () => T): (value: Json | undefined) => T {
  return (value) => read(value) ?? fallback();
}
