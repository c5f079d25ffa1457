import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { isOtoroshiError } from "../client/otoroshi-error";
import { created, generated, RESOURCE_NAME } from "../reconcile/creation";
import { hiddenIn } from "../reconcile/secrecy";
import { advised } from "../servers/advice";
import { session } from "../servers/session";
import type { Inputs } from "../state/inputs";
import { stateWith } from "../state/outputs";
import { PartialFailure } from "../state/partial-failure";
import { owedBy, stored, type State } from "../state/state";
import { update } from "./update";

/** Creates the key with one POST, or takes over the one of its clientId with `adopt`. */
export async function create(news: object): Promise<CreateResult & { outs: object }> {
  const inputs = news as Inputs;
  const server = session.server(inputs.connection);
  const resource = generated(RESOURCE_NAME);
  const clientId = inputs.clientId ?? generated(16);
  const name = session.notes.nameOf(inputs);
  const note = session.notes.of(inputs);
  const hidden = hiddenIn(inputs, note);
  const clientName = inputs.clientName ?? name ?? clientId;
  const identity = { clientId, clientName, clientSecret: inputs.clientSecret ?? generated(64) };
  const former = session.claims.succession(server.identity, clientId);
  const creation = { inputs, identity, resource, name, hidden, owed: [] };
  const live = await created(server, creation).catch((error: unknown) => {
    // The resource that had the key may be out of the state already.
    throw former === undefined ? error : leftOver(error, inputs, { ...former, resource, name });
  });
  // From here on, a resource that declares the id that was generated is refused by `check`.
  if (note !== undefined) session.notes.conflict(server.identity, clientId, note);
  const owed = former === undefined ? [] : owedBy(former, inputs);
  const state = stateWith(inputs, live, { resource, server: server.mark, name, hidden, owed });
  return { id: clientId, outs: owed.length === 0 ? stored(state) : await served(state, inputs) };
}

/** What a key that was not taken over leaves in the state: what was known of it. */
function leftOver(error: unknown, inputs: Inputs, former: State): unknown {
  if (!isOtoroshiError(error)) return error;
  const { clientId } = former.outputs;
  return new PartialFailure(advised(error, inputs.connection).message, clientId, former);
}

/** Does what a trigger asks for of a key that has changed hands within its resource. */
async function served(state: State, inputs: Inputs): Promise<object> {
  const { clientId } = state.outputs;
  try {
    const done: { readonly outs: object } = await update(clientId, stored(state), inputs);
    return done.outs;
  } catch (error) {
    // The key is this resource's now, whatever becomes of the triggers.
    if (!isOtoroshiError(error)) throw error;
    throw new PartialFailure(advised(error, inputs.connection).message, clientId, state);
  }
}
