import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { dateTimeOf, millisecondsOf } from "./instant";
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
  /** The argument as it is compared and stored, where it can be said in several ways. */
  readonly normalised?:
    ((value: unknown, context: { readonly scope: string | undefined }) => unknown) | undefined;
  /** Whether a live value that holds more than was declared matches. */
  readonly partial?: true;
  /** Whether the live value already means what was declared. */
  matches(desired: T, live: unknown): boolean;
  /** The server's JSON of a desired value. */
  write(desired: T): Json;
  /**
   * The argument that a live value stands for; `undefined` when the server has none. What no argument can say
   * (a number beyond 2^53, an instant beyond all dates) is a text.
   */
  read(live: unknown): unknown;
}

export interface KindOptions<T, Live> {
  name: string;
  live: z.ZodType<Live>;
  schema: z.ZodType<T>;
  compared?: string;
  partial?: true;
  matches?: (desired: T, live: unknown) => boolean;
  write?: (desired: T) => Json;
  read?: (live: unknown) => unknown;
}

export function kind<T, Live = T>(options: KindOptions<T, Live>): Kind<T, Live> {
  return {
    compared: "exactly",
    matches: (desired, live) => Object.is(desired, live),
    write: (desired) => desired as Json,
    read: (live) => (live === null ? undefined : withoutBigints(live)),
    ...options,
  };
}

/** Outputs are JSON of doubles: a whole number that none holds exactly is told as a text of its digits. */
export function withoutBigints(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutBigints(part)]));
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
  schema: name.schema
    .refine(
      (value) => value !== "." && value !== "..",
      "must not be '.' or '..': the key could be created, but not read, changed or deleted",
    )
    .refine((value) => !/\p{Surrogate}/u.test(value), "must be well-formed Unicode"),
});

/** `true` or `false`; the server reads `"false"` as the field's default. */
export const flag = kind({ name: "boolean", live: z.boolean(), schema: z.boolean("must be true or false") });

/** A whole number of the server, which has 64 bits. */
const whole = z.union([z.number(), z.bigint()]);

const WHOLE = "must be a whole number from 0 to 9007199254740991";

/** A whole number that JSON and the server's 64 bits both hold exactly. */
export const count = kind<number, number | bigint>({
  name: "integer, 0 to 2^53-1",
  live: whole,
  schema: z
    .int({ error: ({ input }) => `${WHOLE}${typeof input === "string" ? ", not a string" : ""}` })
    .min(0, WHOLE),
});

/** A whole number of at least one. */
export const positive = kind({
  ...count,
  name: "integer, 1 to 2^53-1",
  schema: count.schema.refine((value) => value > 0, "must be a whole number from 1 to 9007199254740991"),
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
  matches: (desired, live) => folded(desired) === live,
  write: folded,
});

/** Ids of teams, trimmed and written in lower case by the server. */
export const foldedSet = kind<string[]>({
  ...set,
  compared: "as a set, in lower case",
  matches: (desired, live) => sameSet(desired.map(folded), live),
  write: (desired) => desired.map(folded),
});

/** Whether two lists hold the same members, whatever their order. */
export function sameSet(desired: readonly unknown[], live: unknown): boolean {
  if (!Array.isArray(live)) return desired.length === 0;
  // Most lists come in the order in which they were written; two sets of 1,000 members take a tenth of a large patch.
  if (desired.length === live.length && desired.every((member, index) => member === live[index])) return true;
  const left = new Set<unknown>(desired);
  const right = new Set<unknown>(live);
  return left.size === right.size && [...left].every((member) => right.has(member));
}

/** The server's own milliseconds are told as the date-time that they are. */
function dateTimeExpected(given: unknown): string {
  const example = typeof given === "number" ? dateTimeOf(given) : "2030-01-31T12:00:00Z";
  return `must be a date-time such as ${example}`;
}

/** An instant: RFC 3339 here, epoch milliseconds on the server, which turns a text into `null`. */
export const instant = kind<string, number | bigint>({
  name: "string, RFC 3339 date-time",
  live: whole,
  schema: z
    .string({ error: ({ input }) => dateTimeExpected(input) })
    .refine((value) => !Number.isNaN(millisecondsOf(value)), { error: () => dateTimeExpected(undefined) }),
  compared: "as an instant, to the millisecond",
  matches: (desired, live) => millisecondsOf(desired) === live,
  write: millisecondsOf,
  read: (live) => (typeof live === "number" || typeof live === "bigint" ? dateTimeOf(live) : undefined),
});

/** One of the server's throttling strategies; what the server fills in by itself is not compared. */
export const strategy = kind<ThrottlingStrategy, Record<string, unknown>>({
  name: "object with `id`",
  live: z.looseObject({}),
  schema: throttlingStrategy,
  compared: "by the declared properties; properties that the server adds are ignored",
  partial: true,
  matches: containedIn,
});

function containedIn(desired: unknown, live: unknown): boolean {
  if (!isObject(desired)) return isDeepStrictEqual(desired, live);
  return isObject(live) && Object.entries(desired).every(([key, value]) => containedIn(value, live[key]));
}
