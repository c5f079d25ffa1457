import type { UpdateResult } from "@pulumi/pulumi/dynamic";
import type { ApiKeyEntity } from "../client/entities";
import { isOtoroshiError } from "../client/otoroshi-error";
import { declaredAttributes } from "../model/attributes";
import type { JsonObject } from "../model/json";
import { scopeOf, scopePath } from "../model/scope";
import { noteLines } from "../reconcile/announce";
import { converge, NotAsAsked } from "../reconcile/converge";
import { created, generated, RESOURCE_NAME } from "../reconcile/creation";
import { planOf, type Plan, type PlanOptions } from "../reconcile/desired";
import { refuseLockouts } from "../reconcile/lockout";
import { mustBeOurs } from "../reconcile/ownership";
import { partsOf } from "../reconcile/patch";
import { groupOfScope, mustExist } from "../reconcile/scopes";
import { hiddenIn } from "../reconcile/secrecy";
import { advised } from "../servers/advice";
import { sayOf } from "../servers/diagnostics";
import type { Found } from "../servers/find";
import { resetQuotasOf } from "../servers/quotas";
import { session, type Server } from "../servers/session";
import type { Inputs } from "../state/inputs";
import { stateWith } from "../state/outputs";
import { PartialFailure } from "../state/partial-failure";
import { owedBy, stateOf, stateOfKey, stored, undeclaredOf, withTriggers, type State } from "../state/state";

/** One update: what the state was, what is declared now, and what the triggers ask for. */
interface Update {
  readonly server: Server;
  readonly inputs: Inputs;
  /** The state so far, with what is owed now; hidden is what was and what shall be a secret. */
  readonly state: State;
  /** What is a secret when the update is done. */
  readonly hidden: State["hidden"];
  /** Whether anything of that was none before. */
  readonly marksMore: boolean;
  /** The secret that the key gets, when it gets one. */
  readonly secret: string | undefined;
}

/**
 * Patches the live key to what is declared: one read at most, and one PATCH unless it is so already. A key
 * that somebody deleted is created again with the id and the secret that its consumers know.
 */
export async function update(
  id: string,
  olds: object,
  news: object,
): Promise<UpdateResult & { outs: object }> {
  const one = begun(id, olds, news as Inputs);
  const { server, inputs, state, hidden } = one;
  const scope = scopeOf(state.outputs);
  const stays = scopePath(scopeOf(inputs)) === scopePath(scope);
  if (!stays) await mustExist(server, scopeOf(inputs), id);
  const found = await server.keys.find(scope, id);
  if (found?.lost === "scope" && stays) await mustExist(server, scope, id);
  const live = (found && (await patched(one, found))) ?? (await createdAgain(one));
  session.claims.claim(server.identity, id, state.resource);
  const done = stateWith(inputs, live, {
    ...state,
    hidden,
    server: server.mark,
    owed: state.owed.filter((owed) => owed !== "rotation"),
  });
  return { outs: stored(await reset(server, done)) };
}

function begun(id: string, olds: object, inputs: Inputs): Update {
  const before = stateOf(id, olds);
  const owed = owedBy(before, inputs);
  const resource = before.resource === "" ? generated(RESOURCE_NAME) : before.resource;
  const rotated = owed.includes("rotation") ? (before.sentSecret ?? generated(64)) : undefined;
  const hidden = hiddenIn(inputs, session.notes.of(inputs), before.hidden);
  return {
    server: session.server(inputs.connection),
    inputs,
    state: {
      ...before,
      resource,
      name: session.notes.nameOf(inputs, before.name),
      hidden: new Set([...before.hidden, ...hidden]),
      owed,
    },
    hidden,
    marksMore: [...hidden].some((name) => !before.hidden.has(name)),
    secret: inputs.clientSecret ?? rotated,
  };
}

async function patched(one: Update, found: Found): Promise<ApiKeyEntity | undefined> {
  const { server, state, inputs, secret } = one;
  const { clientId } = state.outputs;
  mustBeOurs(server, state, inputs, found.live);
  const live = found.live as JsonObject;
  const plan = await planFor(one, found.live);
  refuseLockouts(server, clientId, plan, live);
  sayOf({ resource: state.name, clientId }, session.newOf(server, clientId, noteLines(plan, live)));
  try {
    return await converge(server, scopeOf(state.outputs), found, plan);
  } catch (error) {
    if (error instanceof NotAsAsked) {
      const rotated = error.live.clientSecret === secret;
      const owed = state.owed.filter((each) => each !== "rotation" || !rotated);
      throw partial(error, inputs, { ...state, server: server.mark, owed });
    }
    const written = isOtoroshiError(error) && (error.uncertain || partsOf(plan, live).length > 1);
    if (written && (state.owed.includes("rotation") || one.marksMore)) {
      // The key may have new secrets already: the next update makes no other one, and shows none of them.
      const declared = new Set([...state.declared, ...one.hidden]);
      const sent = withTriggers({ ...state, declared, sentSecret: secret ?? state.sentSecret }, inputs);
      throw new PartialFailure(advised(error, inputs.connection).message, clientId, sent);
    }
    throw error;
  }
}

async function planFor({ server, inputs, state, secret }: Update, live: ApiKeyEntity): Promise<Plan> {
  const rotates = state.owed.includes("rotation");
  const group = await groupOfScope(server, scopeOf(inputs), live as JsonObject);
  const anew: PlanOptions["anew"] = ({ field }) => rotates && field.secret === true;
  const options = { state: stateOfKey(state, live), anew, groupOfScope: group };
  return planOf({ ...inputs, clientSecret: secret }, options);
}

async function createdAgain({ server, inputs, state, secret }: Update): Promise<ApiKeyEntity> {
  const { clientId, clientName, clientSecret } = state.outputs;
  const declared = declaredAttributes(inputs);
  const lost = undeclaredOf(state, declared);
  const identity = { clientId, clientName, clientSecret: secret ?? clientSecret };
  const owed = state.owed.filter((each) => each !== "rotation");
  const { resource, name, hidden } = state;
  const live = await created(server, { inputs, identity, resource, name, hidden, owed, lost });
  if (live.clientSecret !== identity.clientSecret) return live;
  // What did not fit into the request of the creation follows.
  const plan = planOf(inputs, { declared: [...lost.filter(([{ entry }]) => entry), ...declared] });
  const scope = scopeOf(inputs);
  try {
    return (await converge(server, scope, { live, at: scope }, plan)) ?? live;
  } catch (error) {
    const made = { ...state, server: server.mark, owed };
    if (error instanceof NotAsAsked) throw partial(error, inputs, made);
    if (!isOtoroshiError(error)) throw error;
    // The key is there, with the secret that it was to get: the next update makes no other one.
    throw partial({ message: advised(error, inputs.connection).message, live }, inputs, made);
  }
}

/** What a write that was not carried out as a whole leaves in the state. */
function partial(
  { message, live }: Pick<NotAsAsked, "message" | "live">,
  inputs: Inputs,
  state: State,
): PartialFailure {
  return new PartialFailure(message, state.outputs.clientId, stateWith(inputs, live, state));
}

/** Resets the quotas when that is owed. All else is done already, so that a failure leaves only the reset. */
async function reset(server: Server, state: State): Promise<State> {
  if (!state.owed.includes("reset")) return state;
  const { clientId } = state.outputs;
  try {
    await resetQuotasOf(server.api, scopeOf(state.outputs), clientId);
  } catch (error) {
    throw new PartialFailure((error as Error).message, clientId, state);
  }
  return { ...state, owed: [] };
}
