import type { ReadResult } from "@pulumi/pulumi/dynamic";
import type { ApiKeyEntity } from "./client/answers";
import { entityOf, scopeOf, scopeOfEntity, type Scope } from "./client/scope";
import { say } from "./diagnostics";
import { entitiesOf } from "./entities";
import { behaviourNames, type Inputs, type State } from "./inputs";
import { valueAt, type JsonObject } from "./json";
import { declaredLeaves } from "./leaves";
import { managedText } from "./managed";
import { inputsOf, outputsOf, put } from "./outputs";
import { session } from "./session";
import { unfulfilled, wishes } from "./wishes";

/**
 * Reads a key for `pulumi refresh` and for `ApiKey.get`: its outputs, and the arguments it would have to
 * be declared with, so that what drifted shows property by property.
 *
 * @returns nothing at all when the server has no such key, which the engine takes for deleted
 */
export async function read(id: string, props: object = {}): Promise<ReadResult> {
  const state = { clientName: id, ...props, clientId: id } as State;
  const { keys } = session.server(state.connection);
  const found = await keys.find(scopeOf(state), id, "read");
  if (found === undefined) {
    say(`${state.clientName}: api key '${id}' is not on the server any more`);
    return {};
  }
  const inputs = refreshedInputs(state, found.live);
  const outputs = outputsOf(inputs, found.live, state);
  return { id, inputs, props: { ...outputs, managed: state.managed ?? managedText([]) } };
}

/** The arguments of a state, with the live values of those that drifted. */
function refreshedInputs(state: State, live: ApiKeyEntity): Inputs {
  const entity = live as JsonObject;
  const declared = inputsOf(state);
  const drifted = new Set(unfulfilled(wishes(declared, state), entity).map((wish) => wish.name));
  const scope = scopeNow(state, entitiesOf(entity));
  const inputs: Record<string, unknown> = { ...scope };
  for (const name of behaviourNames) if (declared[name] !== undefined) inputs[name] = declared[name];
  for (const [leaf, value] of declaredLeaves(declared)) {
    const now = drifted.has(leaf.name) ? leaf.field.kind.read(valueAt(entity, leaf.path)) : value;
    if (now !== undefined) put(inputs, leaf.argument, now);
  }
  if (drifted.has("authorizedEntities") && declared.authorizedEntities !== undefined) {
    inputs["authorizedEntities"] = entitiesOf(entity).filter((one) => one !== entityOf(scope));
  }
  return inputs;
}

/** The scope of the key as it is: the declared one unless the key was moved to another. */
function scopeNow(state: State, entities: readonly string[]): Scope {
  const declared = scopeOf(state);
  if (entities.includes(entityOf(declared))) return declared;
  const added = entities.filter((one) => state.authorizedEntities?.includes(one) !== true);
  const [moved] = [...added, ...entities].flatMap((one) => scopeOfEntity(one) ?? []);
  return moved ?? declared;
}
