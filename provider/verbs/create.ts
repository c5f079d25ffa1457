import type { CreateResult } from "@pulumi/pulumi/dynamic";
import { created, generated, RESOURCE_NAME } from "../reconcile/creation";
import { session } from "../servers/session";
import type { Inputs } from "../state/inputs";
import { stateWith } from "../state/outputs";
import { owedBy, stored } from "../state/state";

/** Creates the key with one POST, or takes over the one of its clientId with `adopt`. */
export async function create(news: object): Promise<CreateResult & { outs: object }> {
  const inputs = news as Inputs;
  const server = session.server(inputs.connection);
  const resource = generated(RESOURCE_NAME);
  const clientId = inputs.clientId ?? generated(16);
  const name = session.notes.nameOf(inputs);
  const clientName = inputs.clientName ?? name ?? clientId;
  const identity = { clientId, clientName, clientSecret: inputs.clientSecret ?? generated(64) };
  const live = await created(server, { inputs, identity, resource, name, owed: [] });
  const former = session.claims.succession(server.identity, clientId);
  // What a trigger asks for while its key changes hands is done by the next update.
  const owed = former === undefined ? [] : owedBy(former, inputs);
  return { id: clientId, outs: stored(stateWith(inputs, live, { resource, name, owed })) };
}
