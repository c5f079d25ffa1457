/** A whole number beyond 2^53 is a `bigint`, so that none of its digits is lost; every other number is a `number`. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

/** A whole number of 64 bits: a `bigint` only where a `number` would not be exact. */
export type Long = number | bigint;

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

/** The same number as the smaller of the two types. */
export function exact(value: bigint): Long {
  return BigInt.asIntN(54, value) === value ? Number(value) : value;
}

function whole(value: Json | undefined): bigint | undefined {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}

/** A 64 bit whole number: 5.0 is one, 6.5, "5" and 2^63 are not (observed: all three take the default). */
export const long: Reader<Long> = (value) => {
  const number = whole(value);
  return number !== undefined && BigInt.asIntN(64, number) === number ? exact(number) : undefined;
};

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
