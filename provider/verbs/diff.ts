import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { describeScope, scopeArguments, scopeOf } from "../model/scope";
import { say, shown } from "../servers/diagnostics";
import type { Found } from "../servers/find";
import { hasUnknown, type Inputs, type State } from "../state/inputs";
import type { JsonObject } from "../model/json";
import { declaredLeaves, type Declared } from "../model/attributes";
import { managedNames, managedValue } from "../state/managed";
import { sameTriggers } from "../state/triggers";
import { session } from "../servers/session";
import { sameDeclared, unfulfilled, wishes } from "../reconcile/desired";

/**
 * Compares what is declared with the state and, unless `otoroshi:driftDetection` is `false`, with the live
 * key. What drifted is said in one line, because the engine shows nothing but old and new arguments.
 */
export async function diff(id: string, olds: object, news: object): Promise<DiffResult> {
  const state = { ...olds, clientId: id } as State;
  const inputs = news as Inputs;
  const replaces = replacesOf(state, inputs);
  if (replaces.length > 0) {
    return { changes: true, replaces, deleteBeforeReplace: replacesInPlace(state, inputs) };
  }
  if (hasUnknown(inputs)) return { changes: true };
  const declared = declaredLeaves(inputs);
  const changed = declaredChanged(state, inputs, declared);
  const drifted = session.driftDetection && (await hasDrifted(state, inputs, declared));
  return { changes: changed || drifted };
}

function replacesOf(state: State, inputs: Inputs): string[] {
  const replaces = inputs.clientId !== undefined && inputs.clientId !== state.clientId ? ["clientId"] : [];
  return inputs.connection === state.connection ? replaces : [...replaces, "connection"];
}

/**
 * Whether the new key would meet the old one: the same clientId on the same server under another
 * connection's name. Created first, it would be refused as a duplicate, or adopted and then deleted.
 */
function replacesInPlace(state: State, inputs: Inputs): boolean {
  if (inputs.clientId !== state.clientId || hasUnknown(inputs.connection)) return false;
  const [before, now] = [session.server(state.connection), session.server(inputs.connection)];
  return before.api.url === now.api.url;
}

/** Whether the arguments ask for anything else than they did when the state was made. */
function declaredChanged(state: State, inputs: Inputs, declared: readonly Declared[]): boolean {
  if (scopeArguments.some((name) => inputs[name] !== state[name])) return true;
  if (!sameTriggers(state.secretRotationTriggers, inputs.secretRotationTriggers)) return true;
  if (!sameTriggers(state.quotaResetTriggers, inputs.quotaResetTriggers)) return true;
  const managed = new Set(managedNames(state));
  if (declared.length !== managed.size || declared.some(([leaf]) => !managed.has(leaf.name))) return true;
  return declared.some(([leaf, value]) => !sameDeclared(leaf, managedValue(state, leaf), value));
}

/** Whether the live key is not what is declared; says in one line what somebody changed since the state. */
async function hasDrifted(state: State, inputs: Inputs, declared: readonly Declared[]): Promise<boolean> {
  const server = session.server(state.connection);
  const look = async (): Promise<Found | undefined | "unseen"> =>
    server.keys.find(scopeOf(state), state.clientId, "diff");
  const found = await session.whileReachable(server, look, "unseen");
  if (found === "unseen") return false;
  const name = inputs.clientName ?? state.clientName;
  if (found === undefined) {
    say(`${name}: api key '${state.clientId}' is not on the server any more; pulumi up creates it again`);
    return true;
  }
  const live = found.live as JsonObject;
  const open = unfulfilled(wishes(inputs, state, declared), live);
  const news = open
    .filter((wish) => !wish.known(state, live))
    .map((wish) => driftOf(wish.name, wish.actual(live), wish.wanted, wish.secret));
  if (found.lost === "scope") news.unshift(`${describeScope(scopeOf(state))} is not on the server any more`);
  if (news.length > 0) say(`${name}: ${news.join("; ")}`);
  return open.length > 0 || found.lost === "scope";
}

function driftOf(name: string, actual: unknown, wanted: unknown, secret: boolean): string {
  if (secret) return `${name} is not the declared one`;
  return `${name} is ${shown(actual)}, declared ${shown(wanted)}`;
}
