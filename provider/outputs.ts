import type { ApiKeyEntity } from "./client/answers";
import { entityOf, scopeOf } from "./client/scope";
import { entitiesOf } from "./entities";
import type { FieldValues } from "./fields";
import { settingNames, type Inputs, type KeyIdentity, type State } from "./inputs";
import { valueAt, type JsonObject } from "./json";
import { sameSet } from "./kinds";
import { declaredLeaves, fixedLeaves, isEntries, leafOf, rows, type Leaf } from "./leaves";
import { managedNames, managedText } from "./managed";

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
  for (const leaf of fixedLeaves) {
    const value = representation(leaf, entity, forms);
    if (value !== undefined) put(values, leaf.argument, value);
  }
  for (const [name, row] of rows) if (isEntries(row)) values[name] = entity[name] ?? {};
  values["authorizedEntities"] = entitiesOf(entity);
  return values as unknown as FieldValues & KeyIdentity;
}

/**
 * The outputs of a resource: every field as it is on the server, and the other arguments as declared.
 *
 * @param inputs the arguments that the key now fulfils
 * @param live the key as the server answered
 * @param before the state so far, whose forms are kept for what is not declared
 */
export function outputsOf(inputs: Inputs, live: ApiKeyEntity, before?: State): State {
  const outputs: Record<string, unknown> = { ...valuesOf(live, inputs, before) };
  for (const name of settingNames) if (inputs[name] !== undefined) outputs[name] = inputs[name];
  const recorded = before?.authorizedEntities;
  if (recorded !== undefined && sameSet(recorded, outputs["authorizedEntities"])) {
    outputs["authorizedEntities"] = recorded;
  }
  const leaves = declaredLeaves(inputs).filter(([leaf]) => leaf.name !== "authorizedEntities");
  outputs["managed"] = managedText(declaredLeaves(inputs).map(([leaf]) => leaf.name));
  const turned = leaves.filter(([leaf, value]) => !leaf.field.kind.matches(value, valueAt(live, leaf.path)));
  if (turned.length > 0) {
    outputs["declared"] = Object.fromEntries(turned.map(([leaf, value]) => [leaf.name, value]));
  }
  return outputs as unknown as State;
}

function representation(leaf: Leaf, live: JsonObject, forms: (Inputs | undefined)[]): unknown {
  const there = valueAt(live, leaf.path);
  for (const values of forms) {
    const form = valueAt(values, leaf.argument);
    if (form !== undefined && leaf.field.kind.matches(form, there)) return form;
  }
  return leaf.field.kind.read(there);
}

/** Sets the value at a path, making the objects on the way. */
export function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = target;
  for (const name of path.slice(0, -1)) place = (place[name] ??= {}) as Record<string, unknown>;
  place[path.at(-1) as string] = value;
}

/** A state never changes, and each verb needs its arguments several times. */
const declaredIn = new WeakMap<State, Inputs>();

/** The arguments that a state was made from, as they were declared. */
export function inputsOf(state: State): Inputs {
  let inputs = declaredIn.get(state);
  if (inputs === undefined) declaredIn.set(state, (inputs = restored(state)));
  return inputs;
}

function restored(state: State): Inputs {
  const inputs: Record<string, unknown> = {};
  for (const name of settingNames) if (state[name] !== undefined) inputs[name] = state[name];
  for (const name of managedNames(state)) {
    const argument = leafOf(name)?.argument;
    const value = state.declared?.[name] ?? (argument && valueAt(state, argument));
    if (argument !== undefined && value !== undefined) put(inputs, argument, value);
  }
  if (inputs["authorizedEntities"] !== undefined) {
    const scope = entityOf(scopeOf(state));
    inputs["authorizedEntities"] = state.authorizedEntities?.filter((one) => one !== scope);
  }
  return inputs;
}
