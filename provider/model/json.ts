/** Any JSON value; a whole number beyond what a double holds exactly is a `bigint`. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = Record<string, Json>;

/** Tells JSON objects from arrays, `null` and the rest. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of property names, `undefined` where any of them is missing. */
export function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const name of path) value = isObject(value) ? own(value, name) : undefined;
  return value;
}

/**
 * What an object inherits is a function or, as `__proto__`, an object, so that most names need no second look; the
 * look would take half as long again as all the rest of a large patch.
 */
function own(value: Record<string, unknown>, name: string): unknown {
  const there = value[name];
  const isInherited = (typeof there === "function" || name === "__proto__") && !Object.hasOwn(value, name);
  return isInherited ? undefined : there;
}

/** Sets the value at a path, making the objects on the way. */
export function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = target;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(place, name)) define(place, name, {});
    place = place[name] as Record<string, unknown>;
  }
  define(place, path.at(-1) as string, value);
}

/**
 * Assigning to `__proto__`, a name that metadata may have, would change the object's prototype instead. Defining every
 * property would take several times as long.
 */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") target[name] = value;
  else Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}
