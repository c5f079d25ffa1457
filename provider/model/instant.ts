/** Milliseconds from 1970 that a `Date` reaches in either direction (ECMAScript, "Time Values and Time Range"). */
const DATE_RANGE = 8.64e15;

/** RFC 3339, and years beyond 9999 as `Date` writes them, because the server has such instants. */
const dateTime = /^(\d{4}|\+\d{6})-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Epoch milliseconds of a date-time, `NaN` for anything else. `Date.parse` alone would move 30 February to
 * March.
 */
export function millisecondsOf(value: string): number {
  if (!dateTime.test(value)) return NaN;
  const [year, month, day] = value.split(/[-Tt]/, 3).map(Number) as [number, number, number];
  const lastDay = new Date(0);
  lastDay.setUTCFullYear(year, month, 0);
  return day > lastDay.getUTCDate() ? NaN : Date.parse(value.toUpperCase());
}

/** The date-time of epoch milliseconds; the number itself, as a text, where no date reaches. */
export function dateTimeOf(milliseconds: number | bigint): string {
  const value = Number(milliseconds);
  return Math.abs(value) <= DATE_RANGE ? new Date(value).toISOString() : String(milliseconds);
}

/** Whether an instant of the server, epoch milliseconds, has passed. */
export function isPast(milliseconds: unknown): boolean {
  return (typeof milliseconds === "number" || typeof milliseconds === "bigint") && milliseconds <= Date.now();
}
