import type { ApiKeyEntity } from "../client/entities";
import { fixedAttributes, isEntries, rows, type Attribute } from "../model/attributes";
import { entitiesOf } from "../model/entities";
import { fields } from "../model/fields";
import { isObject, put, valueAt, type JsonObject } from "../model/json";
import { entityOf, type Scope } from "../model/scope";
import { sizeFailures } from "../reconcile/size";
import { normalised } from "../state/normalised";
import { argumentFailures } from "../state/validation";
import { quoted, type Literal } from "./literal";
import { HIDDEN, holdsSecret } from "./secret";

/** How a live key is declared so that `pulumi up` takes it over and changes nothing. */
export interface Declaration {
  /** The arguments of the resource. */
  readonly args: Readonly<Record<string, Literal>>;
  /** What of the key the arguments do not say, and why; it stays as it is on the server. */
  readonly remarks: readonly string[];
}

/** Why a key cannot be declared at all. */
export interface Undeclarable {
  readonly reason: string;
}

/** Entries of `metadata` that Otoroshi writes itself at every change: declared, they would drift for ever. */
const WRITTEN_BY_OTOROSHI = new Set(["created_at", "updated_at"]);

/**
 * Declares a live key: its clientId, its scope, and what differs from the defaults. What an argument
 * cannot hold, or would hold a secret, is left out; never declared, it is never touched.
 *
 * @param scope one of those that the key opens
 * @param resource the resource's name, which is the key's name unless another one is declared
 * @param connection the name of its server among the stack's connections; `undefined` is the default one
 */
export function declarationOf(
  live: ApiKeyEntity,
  scope: Scope,
  resource: string,
  connection?: string,
): Declaration | Undeclarable {
  const entity = live as JsonObject;
  const remarks: string[] = [];
  const { clientId, clientName } = live;
  const args: Record<string, unknown> = { ...(connection !== undefined && { connection }), ...scope };
  Object.assign(args, { clientId, adopt: true });
  const declare = (name: string, path: readonly string[], value: unknown): void => {
    if (holdsSecret(value, live)) remarks.push(remark(name, "it contains the key's secret"));
    else put(args, path, value);
  };
  if (clientName !== resource) declare("clientName", ["clientName"], clientName);
  for (const attribute of fixedAttributes) {
    if (!declaredApart.has(attribute.field)) declareAttribute(attribute, scope, entity, declare, remarks);
  }
  const further = entitiesOf(entity).filter((one) => one !== entityOf(scope));
  if (further.length > 0) args[nameOf(fields.authorizedEntities)] = further;
  for (const [name, row] of rows) if (isEntries(row)) declareEntries(name, entity, declare, remarks);
  return withoutRefused(args, remarks);
}

/** Fields that are no matter of their value alone; of them all, only the secret is never declared. */
const declaredApart = new Set<unknown>([
  fields.clientId,
  fields.clientSecret,
  fields.clientName,
  fields.authorizedEntities,
]);

function nameOf(row: unknown): string {
  return [...rows].find(([, one]) => one === row)?.[0] as string;
}

type Declare = (name: string, path: readonly string[], value: unknown) => void;

function declareAttribute(
  attribute: Attribute,
  scope: Scope,
  live: JsonObject,
  declare: Declare,
  remarks: string[],
): void {
  const { field, name, path, argument } = attribute;
  const { kind, initial } = field;
  const there = valueAt(live, path);
  if (there === undefined || there === null) return;
  const standard = initial !== undefined && initial !== null && kind.matches(initial, there);
  const situation = { live, scope: entityOf(scope), desired: () => undefined };
  if (standard || field.serversOwn?.(initial, situation) === true) return;
  const value = holdsSecret(there, live as unknown as ApiKeyEntity) ? there : argumentOf(attribute, there);
  if (value === undefined) remarks.push(remark(name, `no argument can express ${written(there)}`));
  else declare(name, argument, value);
}

/** The argument that means what is there; `undefined` when there is none. */
function argumentOf({ field: { kind } }: Attribute, there: unknown): unknown {
  const parsed = kind.schema.safeParse(kind.read(there));
  return parsed.success ? parsed.data : undefined;
}

function declareEntries(name: string, live: JsonObject, declare: Declare, remarks: string[]): void {
  const entries = isObject(live[name]) ? Object.entries(live[name]) : [];
  for (const [entry, value] of entries) {
    const secret = holdsSecret(entry, live as unknown as ApiKeyEntity);
    const called = `${name}[${secret ? HIDDEN : quoted(entry)}]`;
    if (WRITTEN_BY_OTOROSHI.has(entry)) remarks.push(remark(called, "Otoroshi sets it"));
    else if (entry === "__proto__")
      remarks.push(remark(called, "Pulumi programs cannot pass a property with this name"));
    else declare(called, [name, entry], secret ? entry : value);
  }
}

function remark(name: string, why: string): string {
  return `${name} is left as it is on the server: ${why}.`;
}

/** A value of any size in a remark. */
function written(value: unknown): string {
  const text = JSON.stringify(value, (_name, one: unknown) => (typeof one === "bigint" ? String(one) : one));
  return typeof value === "bigint" ? String(value) : text;
}

/** Leaves out every argument that the resource would refuse; a key without its id or scope is none. */
function withoutRefused(args: Record<string, unknown>, remarks: string[]): Declaration | Undeclarable {
  for (;;) {
    const failure = argumentFailures(args)[0] ?? sizeFailures(normalised(args))[0];
    if (failure === undefined) return { args: args as Record<string, Literal>, remarks };
    const [argument = ""] = failure.property.split(/[.[]/u);
    const reason = `${failure.property} ${failure.reason}`;
    if (!rows.has(argument) || fields.clientId === rows.get(argument)) return { reason };
    remarks.push(remark(argument, `the resource rejects it: ${reason}`));
    args = Object.fromEntries(Object.entries(args).filter(([name]) => name !== argument));
  }
}
