import { z } from "zod";
import { isEntries, isGroup, rows } from "../model/attributes";
import { isObject, valueAt } from "../model/json";
import { identifier } from "../model/kinds";
import { didYouMean } from "../model/nearest";
import { scopeArguments } from "../model/scope";
import { serverNames } from "../model/server-names";
import { hasUnknown } from "./inputs";

/** A property that is refused, and why. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

const settings = {
  ...Object.fromEntries(scopeArguments.map((name) => [name, identifier.schema.optional()])),
  connection: z.string("must be the name of a connection in otoroshi:connections").optional(),
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
  return `must be an object with ${names.join(", ")}`;
}

/**
 * Refuses, naming the property, all that the server would refuse or silently destroy. What is not known
 * yet in a preview passes and is checked again when it is.
 */
export function argumentFailures(args: Record<string, unknown>): Failure[] {
  const failures = [...scopeFailures(args), ...schemaFailures(args), ...hiddenFailures(args)];
  if (failures.length > 0) return failures;
  return groupFailures(args);
}

/** zod passes over an entry of the name `__proto__`, which is an ordinary one for the server. */
function hiddenFailures(args: Record<string, unknown>): Failure[] {
  return [...rows].flatMap(([name, row]): Failure[] => {
    const map = args[name];
    if (!isEntries(row) || !isObject(map) || !Object.hasOwn(map, "__proto__")) return [];
    const result = row.entries.schema.safeParse(valueAt(map, ["__proto__"]));
    const reason = result.error?.issues[0]?.message;
    return reason === undefined ? [] : [{ property: `${name}.__proto__`, reason }];
  });
}

function scopeFailures(args: Record<string, unknown>): Failure[] {
  const given = scopeArguments.filter((name) => args[name] !== undefined);
  if (given.length === 1) return [];
  const reason = `declare exactly one of ${scopeArguments.join(", ")} as the key's scope; `;
  if (given.length === 0) return [{ property: "groupId", reason: `${reason}none is declared` }];
  return given.map((property) => ({ property, reason: `${reason}${given.join(" and ")} are declared` }));
}

function schemaFailures(args: Record<string, unknown>): Failure[] {
  const result = schema.safeParse(args);
  if (result.success) return [];
  return result.error.issues.flatMap((issue): Failure[] => {
    const path = issue.path.map(String);
    if (isUnknownAt(args, issue.path)) return [];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => {
        const property = propertyOf([...path, key]);
        return { property, reason: serverNames.get(property) ?? notAnArgument(path, key) };
      });
    }
    if (issue.code === "invalid_key") {
      return [{ property: propertyOf(path.slice(0, -1)), reason: issue.issues[0]?.message ?? issue.message }];
    }
    const alternative = issue.code === "invalid_union" ? issue.errors[0]?.[0] : undefined;
    return [{ property: propertyOf(path), reason: alternative?.message ?? issue.message }];
  });
}

function notAnArgument(path: readonly string[], key: string): string {
  const known = namesIn(schema, path);
  if (path.length === 0) return `is not an argument of ApiKey${didYouMean(key, known)}`;
  const meant = didYouMean(key, known) || `, which has ${known.join(", ")}`;
  return `is not a property of ${propertyOf(path)}${meant}`;
}

/** The properties that the objects at a place of the arguments can have. */
function namesIn(at: unknown, path: readonly string[]): string[] {
  if (at instanceof z.ZodOptional) return namesIn(at.unwrap(), path);
  if (at instanceof z.ZodUnion) return [...new Set(at.options.flatMap((one) => namesIn(one, path)))];
  const [step, ...rest] = path;
  if (at instanceof z.ZodArray) return namesIn(at.element, rest);
  if (!(at instanceof z.ZodObject)) return [];
  return step === undefined ? Object.keys(at.shape) : namesIn(at.shape[step], rest);
}

/** Whether a value that an issue is about is not known yet. */
function isUnknownAt(args: unknown, path: readonly PropertyKey[]): boolean {
  const value = path.reduce((at, part) => (at as Record<PropertyKey, unknown>)[part], args);
  return typeof value === "string" && hasUnknown(value);
}

function propertyOf(path: readonly string[]): string {
  return path.reduce((whole, part) => {
    if (/^\d+$/u.test(part)) return `${whole}[${part}]`;
    return whole === "" ? part : `${whole}.${part}`;
  }, "");
}

/** Parts that are refused together, although each is good by itself. */
function groupFailures(args: Record<string, unknown>): Failure[] {
  return [...rows].flatMap(([name, row]): Failure[] => {
    const parts = args[name];
    if (!isGroup(row) || parts === undefined || hasUnknown(parts)) return [];
    const reason = row.refusal?.(parts as Record<string, number>);
    return reason === undefined ? [] : [{ property: name, reason }];
  });
}
