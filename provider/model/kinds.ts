import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { isObject, type Json } from "./json";
import { throttlingStrategy, type ThrottlingStrategy } from "./throttling-strategy";

/**
 * What the values of a field have in common: how an argument of it is validated, how it is compared with
 * the live key, and how it is written in the server's JSON.
 */
export interface Kind<T, Live = T> {
  /** As the reference documentation calls it. */
  readonly name: string;
  /** What the server's JSON of it must be to be believed; `null` and nothing are, besides. */
  readonly live: z.ZodType<Live>;
  /** What an argument must be. Refuses all that the server would destroy without saying so. */
  readonly schema: z.ZodType<T>;
  /** How the values are compared, in words, for the reference documentation. */
  readonly compared: string;
  /** Whether a live value that holds more than was declared matches. */
  readonly partial?: true;
  /** Whether the live value already means what was declared. */
  matches(declared: T, live: unknown): boolean;
  /** The server's JSON of a declared value; `live` is what stands there now. */
  write(declared: T, live?: unknown): Json;
  /** The argument that a live value stands for; `undefined` when the server has none. */
  read(live: unknown): T | undefined;
}

interface KindOptions<T, Live> {
  name: string;
  live: z.ZodType<Live>;
  schema: z.ZodType<T>;
  compared?: string;
  partial?: true;
  matches?: (declared: T, live: unknown) => boolean;
  write?: (declared: T, live?: unknown) => Json;
  read?: (live: unknown) => T | undefined;
}

function kind<T, Live = T>(options: KindOptions<T, Live>): Kind<T, Live> {
  return {
    compared: "as it is",
    matches: (declared, live) => Object.is(declared, live) || isDeepStrictEqual(declared, live ?? null),
    write: (declared) => declared as Json,
    read: (live) => (live === null || live === undefined ? undefined : (live as T)),
    ...options,
  };
}

/** Any text, the empty one included. */
export const text = kind({ name: "string", live: z.string(), schema: z.string("must be a string") });

/** A text of at least one character that is not white space: the server refuses others with a bare 400. */
export const name = kind({
  name: "string, not blank",
  live: z.string(),
  schema: z.string("must be a string").refine((value) => value.trim() !== "", "must not be blank"),
});

/**
 * An id that can stand in a path. The server accepts `.` and `..`, but no client can address them
 * afterwards: they vanish when the path is normalised (RFC 3986, 5.2.4).
 */
export const identifier = kind({
  name: "string, neither blank nor `.` nor `..`",
  live: z.string(),
  schema: name.schema.refine(
    (value) => value !== "." && value !== "..",
    "must not be '.' or '..': such a key could be created but never be addressed again",
  ),
});

/** `true` or `false`; the server reads `"false"` as the field's default. */
export const flag = kind({ name: "boolean", live: z.boolean(), schema: z.boolean("must be true or false") });

/** A number of the server, whose whole numbers have 64 bits. */
const wholeNumber = z.union([z.number(), z.bigint()]);

/** A whole number that JSON and the server's 64 bits both hold exactly. */
export const count = kind<number, number | bigint>({
  name: "integer, 0 to 2^53-1",
  live: wholeNumber,
  schema: z
    .int("must be a whole number from 0 to 9007199254740991")
    .min(0, "must be a whole number from 0 to 9007199254740991"),
});

/** A set of texts: neither order nor repetition counts. */
export const set = kind({
  name: "string[]",
  live: z.array(z.string()),
  schema: z.array(z.string("must be a string"), "must be a list of strings"),
  compared: "as a set",
  matches: sameSet,
});

/** How the server folds the ids of tenants and teams. */
const folded = (id: string): string => id.trim().toLowerCase();

/** The id of a tenant, which the server trims and writes in lower case. */
export const foldedId = kind({
  name: "string, not blank",
  live: z.string(),
  schema: name.schema,
  compared: "in lower case",
  matches: (declared, live) => folded(declared) === live,
  write: folded,
});

/** Ids of teams, trimmed and written in lower case by the server. */
export const foldedSet = kind<string[]>({
  ...set,
  compared: "as a set, in lower case",
  matches: (declared, live) => sameSet(declared.map(folded), live),
  write: (declared) => declared.map(folded),
});

/** Whether two lists hold the same members, whatever their order. */
export function sameSet(declared: readonly unknown[], live: unknown): boolean {
  if (!Array.isArray(live)) return declared.length === 0;
  if (declared.length === live.length && declared.every((member, index) => member === live[index]))
    return true;
  const left = new Set<unknown>(declared);
  const right = new Set<unknown>(live);
  return left.size === right.size && [...left].every((member) => right.has(member));
}

const dateTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Epoch milliseconds of an RFC 3339 date-time, `NaN` for anything else. `Date.parse` alone would move
 * 30 February to March.
 */
function instantOf(value: string): number {
  if (!dateTime.test(value)) return NaN;
  const [year, month, day] = value.split(/[-Tt]/, 3).map(Number) as [number, number, number];
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return NaN;
  return Date.parse(value.toUpperCase());
}

/** An instant: RFC 3339 here, epoch milliseconds on the server, which turns a text into `null`. */
export const instant = kind<string, number | bigint>({
  name: "string, RFC 3339 date-time",
  live: wholeNumber,
  schema: z
    .string("must be a date-time such as 2030-01-31T12:00:00Z")
    .refine((value) => !Number.isNaN(instantOf(value)), "must be a date-time such as 2030-01-31T12:00:00Z"),
  compared: "as an instant, to the millisecond",
  matches: (declared, live) => instantOf(declared) === live,
  write: instantOf,
  read: (live) => (typeof live === "number" ? new Date(live).toISOString() : undefined),
});

const pathSchema = z.strictObject(
  { method: name.schema, path: name.schema },
  "must be an object of method and path",
);

/** An HTTP method and a path pattern of `restrictions`. */
export type RestrictionPath = z.infer<typeof pathSchema>;

/**
 * Paths of `restrictions`. The server drops an item without method or path, and adds
 * `authorized_entity: null` to the others; where somebody set it, a rewritten list keeps it.
 */
export const paths = kind<RestrictionPath[]>({
  name: "{method, path}[]",
  live: z.array(z.looseObject({ method: z.string(), path: z.string() })),
  schema: z.array(pathSchema, "must be a list of {method, path}"),
  compared: "item by item, by method and path",
  matches: (declared, live) => isDeepStrictEqual(declared.map(methodAndPath), readPaths(live)),
  write: (declared, live) =>
    declared.map((item) => {
      const before: unknown[] = Array.isArray(live) ? live : [];
      const known = before.find((one) => isDeepStrictEqual(methodAndPath(one), methodAndPath(item)));
      return (known ?? item) as Json;
    }),
  read: readPaths,
});

function methodAndPath(item: unknown): RestrictionPath {
  const { method, path } = item as RestrictionPath;
  return { method, path };
}

function readPaths(live: unknown): RestrictionPath[] {
  return Array.isArray(live) ? live.map(methodAndPath) : [];
}

/** One of the server's throttling strategies; what the server fills in by itself is not compared. */
export const strategy = kind<ThrottlingStrategy, Record<string, unknown>>({
  name: "object with `id`",
  live: z.looseObject({}),
  schema: throttlingStrategy,
  compared: "by the declared properties; those that the server adds do not count",
  partial: true,
  matches: containedIn,
});

function containedIn(declared: unknown, live: unknown): boolean {
  if (!isObject(declared)) return isDeepStrictEqual(declared, live);
  return isObject(live) && Object.entries(declared).every(([key, value]) => containedIn(value, live[key]));
}
