import type { UpdateResult } from "@pulumi/pulumi/dynamic";
import type { ApiKeyEntity } from "../client/entities";
import { scopeOf } from "../model/scope";
import { converge, NotAsAsked } from "../reconcile/converge";
import { created, generated } from "./create";
import type { Found } from "../servers/find";
import { HalfDone } from "../state/partial-failure";
import type { Inputs, State } from "../state/inputs";
import { managedNames, managedText } from "../state/managed";
import { outputsOf } from "../state/outputs";
import { sameTriggers } from "../state/triggers";
import { session, type Server } from "../servers/session";
import { wishes } from "../reconcile/desired";

/**
 * Patches the live key to what is declared: one read at most, and one PATCH unless it is so already. A key
 * that somebody deleted is created again with the id and the secret that its consumers know.
 */
export async function update(
  id: string,
  olds: object,
  news: object,
): Promise<UpdateResult & { outs: State }> {
  const state = { ...olds, clientId: id } as State;
  const inputs = news as Inputs;
  const server = session.server(state.connection);
  const scope = scopeOf(state);
  const found = await server.keys.find(scope, id, "update");
  const live = await written(server, state, inputs, found);
  const outs = outputsOf(inputs, live, state);
  if (sameTriggers(state.quotaResetTriggers, inputs.quotaResetTriggers)) return { outs };
  try {
    await server.api.resetQuotas(scopeOf(inputs), id);
  } catch (error) {
    // The key is patched: only the reset is left for the next run, which it learns from the old triggers.
    const pending = { ...outs, quotaResetTriggers: state.quotaResetTriggers ?? [] };
    throw new HalfDone((error as Error).message, id, pending);
  }
  return { outs };
}

async function written(
  server: Server,
  state: State,
  inputs: Inputs,
  found: Found | undefined,
): Promise<ApiKeyEntity> {
  const { clientId } = state;
  const rotated = !sameTriggers(state.secretRotationTriggers, inputs.secretRotationTriggers);
  const secret = inputs.clientSecret ?? (rotated ? generated(64) : undefined);
  if (found === undefined) {
    return created(server, inputs, clientId, secret ?? state.clientSecret);
  }
  const asked = { ...inputs, clientSecret: secret };
  // A rotation that is asked for differs from any secret before it, and so is written even while the server
  // rotates the key by itself.
  const before = rotated
    ? {
        ...state,
        managed: managedText([...managedNames(state), "clientSecret"]),
        declared: { ...state.declared, clientSecret: "" },
      }
    : state;
  try {
    return await converge(server, scopeOf(state), found, wishes(asked, before));
  } catch (error) {
    if (error instanceof NotAsAsked) {
      throw new HalfDone(error.message, clientId, {
        ...outputsOf(inputs, error.live, state),
        ...pendingTriggers(state),
      });
    }
    throw error;
  }
}

/** The triggers of the state, so that what they ask for is asked for again. */
function pendingTriggers({ secretRotationTriggers, quotaResetTriggers }: State): Partial<State> {
  return {
    ...(secretRotationTriggers === undefined ? {} : { secretRotationTriggers }),
    ...(quotaResetTriggers === undefined ? {} : { quotaResetTriggers }),
  };
}
