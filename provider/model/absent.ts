/** Tells objects that only hold values from those of a class, whichever realm they come from. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether an argument says nothing. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/**
 * A value without the properties that are `null` or `undefined`, at every depth. The elements of a list stay
 * as they are, since their number and order have a meaning.
 */
export function withoutAbsent<T>(value: T): T {
  if (Array.isArray(value)) return value.map((element: unknown) => withoutAbsent(element)) as T;
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, property]) => !isAbsent(property))
      .map(([name, property]) => [name, withoutAbsent(property)]),
  ) as T;
}
