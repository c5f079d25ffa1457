import type { ReadResult } from "@pulumi/pulumi/dynamic";
import { entityOf, scopeOf, scopeOfEntity, type Scope } from "../model/scope";
import { say } from "../servers/diagnostics";
import { entitiesOf } from "../model/entities";
import { behaviourNames, type Inputs, type State } from "../state/inputs";
import { valueAt, type JsonObject } from "../model/json";
import type { Declared } from "../model/attributes";
import { managedLeaves, managedText } from "../state/managed";
import { outputsOf, put } from "../state/outputs";
import { session } from "../servers/session";
import { unfulfilled, wishes } from "../reconcile/desired";

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
  const { inputs, leaves } = refreshed(state, found.live as JsonObject);
  const outputs = outputsOf(inputs, found.live, state, leaves);
  return { id, inputs, props: { ...outputs, managed: state.managed ?? managedText([]) } };
}

/** The arguments of a state, with the live values of those that drifted. */
function refreshed(state: State, live: JsonObject): { inputs: Inputs; leaves: readonly Declared[] } {
  const declared = managedLeaves(state);
  const inputs = argumentsOf(scopeOf(state), state, declared);
  const drifted = new Set(unfulfilled(wishes(inputs, state, declared), live).map((wish) => wish.name));
  if (drifted.size === 0) return { inputs, leaves: declared };
  const scope = scopeNow(state, entitiesOf(live));
  const leaves = declared.flatMap(([leaf, value]): Declared[] => {
    if (!drifted.has(leaf.name)) return [[leaf, value]];
    if (leaf.name === "authorizedEntities") {
      return [[leaf, entitiesOf(live).filter((one) => one !== entityOf(scope))]];
    }
    const now = leaf.field.kind.read(valueAt(live, leaf.path));
    return now === undefined ? [] : [[leaf, now]];
  });
  return { inputs: argumentsOf(scope, state, leaves), leaves };
}

/** The arguments that leaves make, and those of the state that are not fields of the key. */
function argumentsOf(scope: Scope, state: State, leaves: readonly Declared[]): Inputs {
  const inputs: Record<string, unknown> = { ...scope };
  for (const name of behaviourNames) if (state[name] !== undefined) inputs[name] = state[name];
  for (const [leaf, value] of leaves) put(inputs, leaf.argument, value);
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
