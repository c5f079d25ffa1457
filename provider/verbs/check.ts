import { z } from "zod";
import { entityOf, scopeArguments, scopeOf } from "../model/scope";
import { hasUnknown, withoutProvider } from "../state/inputs";
import { valueAt } from "../model/json";
import { identifier } from "../model/kinds";
import { isEntries, isGroup, rows } from "../model/attributes";
import { bodyOf } from "../state/body";

/** A property that is refused, and why. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What Otoroshi takes at most in one request, in bytes; it answers 413 to more. */
const MAX_BODY = 102_400;

const settings = {
  ...Object.fromEntries(scopeArguments.map((name) => [name, identifier.schema.optional()])),
  connection: z.string("must be the name of one of otoroshi:connections").optional(),
  adopt: z.boolean("must be true or false").optional(),
  secretRotationTriggers: z.array(z.unknown(), "must be a list").optional(),
  quotaResetTriggers: z.array(z.unknown(), "must be a list").optional(),
};

const fieldSchemas = Object.fromEntries(
  [...rows].map(([name, row]): [string, z.ZodType] => {
    if (isEntries(row)) {
      const keys = z.string().min(1, "must not be empty: Otoroshi drops an entry without a name");
      return [name, z.record(keys, row.entries.schema, "must be an object of strings").optional()];
    }
    if (!isGroup(row)) return [name, row.kind.schema.optional()];
    const parts = Object.entries(row.group).map(
      ([part, field]) => [part, field.kind.schema.optional()] as const,
    );
    return [name, z.strictObject(Object.fromEntries(parts), mustBeOneOf(Object.keys(row.group))).optional()];
  }),
);

const schema = z.strictObject({ ...settings, ...fieldSchemas });

function mustBeOneOf(names: string[]): string {
  return `must be an object of ${names.join(", ")}`;
}

/**
 * Refuses, naming the property, all that the server would refuse or silently destroy. What is not known
 * yet in a preview passes and is checked again when it is.
 *
 * @param news the arguments as the engine gives them
 */
export function failuresOf(news: object): Failure[] {
  const args = withoutProvider(news);
  const failures = [...scopeFailures(args), ...schemaFailures(args)];
  return failures.length > 0 || hasUnknown(args) ? failures : sizeFailures(args);
}

/** The arguments as they are compared and stored: the scope is said once, and no entity twice. */
export function normalised(news: object): Record<string, unknown> {
  const args = withoutProvider(news);
  const entities = args["authorizedEntities"];
  if (!Array.isArray(entities) || hasUnknown(args)) return args;
  const scope = entityOf(scopeOf(args));
  return { ...args, authorizedEntities: [...new Set(entities)].filter((one) => one !== scope) };
}

function scopeFailures(args: Record<string, unknown>): Failure[] {
  const given = scopeArguments.filter((name) => args[name] !== undefined);
  if (given.length === 1) return [];
  const reason = `exactly one of ${scopeArguments.join(", ")} says where the key belongs; `;
  if (given.length === 0) return [{ property: "groupId", reason: `${reason}none is given` }];
  return given.map((property) => ({ property, reason: `${reason}given are ${given.join(" and ")}` }));
}

function schemaFailures(args: Record<string, unknown>): Failure[] {
  const result = schema.safeParse(args);
  if (result.success) return [];
  return result.error.issues.flatMap((issue): Failure[] => {
    const path = issue.path.map(String);
    if (isUnknownAlong(args, issue.path)) return [];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        property: propertyOf([...path, key]),
        reason: "is not an argument of ApiKey",
      }));
    }
    if (issue.code === "invalid_key") {
      return [{ property: propertyOf(path.slice(0, -1)), reason: issue.issues[0]?.message ?? issue.message }];
    }
    return [{ property: propertyOf(path), reason: issue.message }];
  });
}

/** Whether a value that an issue is about, or one that it is inside of, is not known yet. */
function isUnknownAlong(args: unknown, path: readonly PropertyKey[]): boolean {
  let value = args;
  for (const part of path) {
    if (typeof value !== "object" || value === null) break;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return typeof value === "string" && hasUnknown(value);
}

function propertyOf(path: readonly string[]): string {
  return path.reduce((whole, part) => {
    if (/^\d+$/u.test(part)) return `${whole}[${part}]`;
    return whole === "" ? part : `${whole}.${part}`;
  }, "");
}

function sizeFailures(args: Record<string, unknown>): Failure[] {
  const size = (value: unknown): number =>
    value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
  const whole = size(bodyOf(args, "x".repeat(16), "x".repeat(64)));
  if (whole <= MAX_BODY) return [];
  const [property = "metadata"] = [...rows.keys()].sort(
    (a, b) => size(valueAt(args, [b])) - size(valueAt(args, [a])),
  );
  const reason = `makes the key ${String(whole)} bytes of JSON; Otoroshi takes ${String(MAX_BODY)}`;
  return [{ property, reason }];
}
