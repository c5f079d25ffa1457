import type { ReadResult } from "@pulumi/pulumi/dynamic";
import { OtoroshiError } from "../client/otoroshi-error";
import { liveValue, type Declared } from "../model/attributes";
import { entitiesOf, keepsOneGroup } from "../model/entities";
import { put, type JsonObject } from "../model/json";
import { entityOf, isScope, scopeArguments, scopeOf, scopeOfEntity, type Scope } from "../model/scope";
import { differences } from "../reconcile/compare";
import { planOf } from "../reconcile/desired";
import { mustBeHere, mustBeOurs, ownershipOf } from "../reconcile/ownership";
import { groupOfScope } from "../reconcile/scopes";
import { sayOf } from "../servers/diagnostics";
import { session } from "../servers/session";
import { behaviourNames, type Inputs } from "../state/inputs";
import { stateWith } from "../state/outputs";
import { declaredBefore, stateOf, stored, type State } from "../state/state";

/**
 * Reads a key for `pulumi refresh` and for `ApiKey.get`: its outputs, and the arguments it would have to
 * be declared with, so that what drifted shows property by property.
 *
 * @returns nothing at all when the server has no such key, which the engine takes for deleted
 */
export async function read(id: string, props: object = {}): Promise<ReadResult> {
  const state = stateOf(id, props);
  const { outputs } = state;
  mustHaveScope(state);
  const server = session.server(outputs.connection);
  const scope = scopeOf(outputs);
  const found = await server.keys.find(scope, id);
  const subject = { resource: state.name, clientId: id };
  if (found === undefined) {
    mustBeHere(server, state);
    sayOf(subject, ["the key is not on the server any more"]);
    return {};
  }
  // With `adopt` the next creation takes it over, and says what that changes.
  if (ownershipOf(server, state, {}, found.live) === "unconfirmed") {
    sayOf(subject, ["its creation was not confirmed, and the key on the server is another one"]);
    return {};
  }
  mustBeOurs(server, state, {}, found.live);
  const live = found.live as JsonObject;
  const group = await groupOfScope(server, scope, live);
  const { inputs, declared } = refreshed(state, live, group);
  // Where a state of an earlier release has its key, only an update tells.
  const at = state.server === undefined ? {} : { server: server.mark };
  const owed = owedStill(state, found.live);
  const now = stateWith(inputs, found.live, { ...state, ...at, owed }, declared);
  return { id, inputs, props: stored({ ...now, declared: state.declared }) };
}

/** The arguments of `ApiKey.get` are not checked before. */
function mustHaveScope({ outputs }: State): void {
  if (isScope(outputs)) return;
  throw new OtoroshiError(
    `api key '${outputs.clientId}': to read it, give exactly one of ${scopeArguments.join(", ")} as its scope.`,
    { code: "invalid", operation: "api_key" },
  );
}

/** A rotation whose outcome was unknown has happened when the key has the secret that was sent. */
function owedStill({ owed, sentSecret }: State, { clientSecret }: { clientSecret: string }): State["owed"] {
  return clientSecret === sentSecret ? owed.filter((one) => one !== "rotation") : owed;
}

/** The arguments of a state, with the live values of those that drifted. */
function refreshed(
  state: State,
  live: JsonObject,
  group: string | undefined,
): { inputs: Inputs; declared: readonly Declared[] } {
  const declared = declaredBefore(state);
  const plan = planOf(state.outputs, { declared });
  const drifted = new Set(differences(plan, live).map((one) => one.desired.attribute.name));
  const scope = scopeNow(state, live, group);
  const now = declared.flatMap(([attribute, value]): Declared[] => {
    if (!drifted.has(attribute.name)) return [[attribute, value]];
    const { composed, kind } = attribute.field;
    const there = kind.read(liveValue(attribute, live));
    if (there === undefined) return [];
    return [[attribute, composed === undefined ? there : composed.argument(there, entityOf(scope))]];
  });
  return { inputs: argumentsOf(scope, state, now), declared: now };
}

/** The arguments that attributes make, and those of the state that are not fields of the key. */
function argumentsOf(scope: Scope, { outputs }: State, declared: readonly Declared[]): Inputs {
  const inputs: Record<string, unknown> = { ...scope };
  for (const name of behaviourNames) if (outputs[name] !== undefined) inputs[name] = outputs[name];
  for (const [attribute, value] of declared) put(inputs, attribute.argument, value);
  return inputs;
}

/** The scope of the key as it is: the declared one unless the key was moved to another. */
function scopeNow({ outputs }: State, live: JsonObject, group: string | undefined): Scope {
  const declared = scopeOf(outputs);
  const entities = entitiesOf(live);
  if (entities.includes(entityOf(declared))) return declared;
  // A server that keeps one group a key tells of a service's key only the service's group.
  if (
    keepsOneGroup(live) &&
    declared.serviceId !== undefined &&
    (group === undefined || entities.includes(`group_${group}`))
  ) {
    return declared;
  }
  const before: readonly string[] = outputs.authorizedEntities ?? [];
  const added = entities.filter((one) => !before.includes(one));
  const [moved] = [...added, ...entities].flatMap((one) => scopeOfEntity(one) ?? []);
  return moved ?? declared;
}
