import type { ApiKeyEntity } from "../client/entities";
import { entitiesOf } from "../model/entities";
import type { FieldValues } from "../model/fields";
import { settingNames, type Inputs, type KeyIdentity, type State } from "./inputs";
import { valueAt, type JsonObject } from "../model/json";
import { sameSet } from "../model/kinds";
import { declaredLeaves, fixedLeaves, isEntries, rows, type Declared, type Leaf } from "../model/attributes";
import { managedText } from "./managed";

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
 * @param declared the leaves of `inputs`, for who has them already
 */
export function outputsOf(
  inputs: Inputs,
  live: ApiKeyEntity,
  before?: State,
  declared: readonly Declared[] = declaredLeaves(inputs),
): State {
  const outputs = valuesOf(live, inputs, before) as unknown as Record<string, unknown>;
  for (const name of settingNames) if (inputs[name] !== undefined) outputs[name] = inputs[name];
  const recorded = before?.authorizedEntities;
  if (recorded !== undefined && sameSet(recorded, outputs["authorizedEntities"])) {
    outputs["authorizedEntities"] = recorded;
  }
  outputs["managed"] = managedText(declared.map(([leaf]) => leaf.name));
  const turned = declared.filter(
    ([{ name, path, field }, value]) =>
      name !== "authorizedEntities" && !field.kind.matches(value, valueAt(live, path)),
  );
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
