import type { ApiKeyEntity } from "../client/entities";
import {
  declaredAttributes,
  fixedAttributes,
  liveValue,
  mapNames,
  type Attribute,
  type Declared,
} from "../model/attributes";
import type { FieldValues } from "../model/fields";
import { put, valueAt, type JsonObject } from "../model/json";
import { entityOf, scopeOf } from "../model/scope";
import { settingNames, type Inputs, type KeyIdentity, type Outputs } from "./inputs";
import type { State } from "./state";

/**
 * The fields of a live key in the words of the arguments.
 *
 * @param live the key as the server answered
 * @param forms values that stay in their form where the server means the same: a set in another order, an
 *   instant in another time zone
 */
export function valuesOf(live: ApiKeyEntity, ...forms: (Inputs | undefined)[]): FieldValues & KeyIdentity {
  const entity = live as JsonObject;
  const values: Record<string, unknown> = {};
  for (const attribute of fixedAttributes) {
    const value = representation(attribute, entity, forms);
    if (value !== undefined) put(values, attribute.argument, value);
  }
  for (const name of mapNames) values[name] = entity[name] ?? {};
  return values as unknown as FieldValues & KeyIdentity;
}

/**
 * The outputs of a resource: every field as it is on the server, and the other arguments as declared.
 *
 * @param inputs the arguments that the key now fulfils
 * @param live the key as the server answered
 * @param before the outputs so far, whose forms are kept for what is not declared
 */
export function outputsOf(inputs: Inputs, live: ApiKeyEntity, before?: Outputs): Outputs {
  const outputs = valuesOf(live, inputs, before) as unknown as Record<string, unknown>;
  for (const name of settingNames) if (inputs[name] !== undefined) outputs[name] = inputs[name];
  return outputs as unknown as Outputs;
}

/**
 * The outputs of a resource whose key may have been made: what was sent.
 *
 * @param lost what the key has to have besides, as in `bodyOf`
 */
export function sentOutputs(inputs: Inputs, identity: KeyIdentity, lost: readonly Declared[] = []): Outputs {
  const sent: Record<string, unknown> = {};
  for (const [attribute, value] of [...lost, ...declaredAttributes(inputs)])
    put(sent, attribute.argument, value);
  const situation = { live: {}, scope: entityOf(scopeOf(inputs)), desired: () => undefined };
  for (const { argument, field } of fixedAttributes) {
    if (field.composed === undefined) continue;
    put(sent, argument, field.composed.target(valueAt(sent, argument), situation));
  }
  return { ...inputs, ...sent, ...identity };
}

/**
 * The state of a resource whose key has been written or read.
 *
 * @param inputs the arguments that it has to fulfil
 * @param live the key as the server answered
 * @param before what the state was, or has to say besides
 * @param declared the attributes of `inputs`, for who has them already
 */
export function stateWith(
  inputs: Inputs,
  live: ApiKeyEntity,
  before: Pick<State, "resource" | "server" | "name" | "owed"> & Partial<Pick<State, "outputs" | "hidden">>,
  declared: readonly Declared[] = declaredAttributes(inputs),
): State {
  const scope = entityOf(scopeOf(inputs));
  const turned = declared.filter(([attribute, value]) => {
    const { composed, kind } = attribute.field;
    const there = liveValue(attribute, live as JsonObject);
    return !kind.matches(value, composed === undefined ? there : composed.argument(there, scope));
  });
  return {
    outputs: outputsOf(inputs, live, before.outputs),
    resource: before.resource,
    ...(before.server === undefined ? {} : { server: before.server }),
    name: before.name,
    creation: "known",
    owed: before.owed,
    declared: new Set(declared.map(([attribute]) => attribute.name)),
    hidden: before.hidden ?? new Set(),
    turned: Object.fromEntries(turned.map(([attribute, value]) => [attribute.name, value])),
    sentSecret: undefined,
  };
}

function representation(attribute: Attribute, live: JsonObject, forms: (Inputs | undefined)[]): unknown {
  const there = liveValue(attribute, live);
  for (const values of forms) {
    const form = valueAt(values, attribute.argument);
    if (form !== undefined && attribute.field.kind.matches(form, there)) return form;
  }
  return attribute.field.kind.read(there);
}
