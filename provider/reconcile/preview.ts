import type { ApiKeyEntity } from "../client/entities";
import type { JsonObject } from "../model/json";
import { sayOf, type Subject } from "../servers/diagnostics";
import { UNFORESEEN } from "../servers/gate";
import { session, type Server } from "../servers/session";
import { hasUnknown, knownScope, type Inputs, type Program } from "../state/inputs";
import { stateOfKey } from "../state/state";
import { sayAdoption } from "./adoption";
import { planOf } from "./desired";
import { ownershipOf } from "./ownership";
import { groupOfScope, missingScopeLines } from "./scopes";

/**
 * Says, in the preview of a new key, what its creation will meet: a scope that is not there, a key that is, and
 * what taking that over would change. Only reads are sent, and at least one to each server, so that a connection that
 * cannot be used fails the preview.
 */
export async function previewCreation(inputs: Inputs, note: Program): Promise<void> {
  const mode = session.driftDetection;
  const { clientId, connection } = inputs;
  if (mode === "false" || hasUnknown(connection)) return;
  const server = session.server(connection);
  const subject = { resource: note.resource, clientId: knownId(clientId) };
  const look = (): Promise<void> => looked(server, inputs, subject);
  await session.gate.look(server, subject, look, UNFORESEEN, mode === "required");
}

function knownId(clientId: string | undefined): string | undefined {
  return hasUnknown(clientId) ? undefined : clientId;
}

async function looked(server: Server, inputs: Inputs, subject: Subject): Promise<void> {
  const clientId = knownId(inputs.clientId);
  const scope = knownScope(inputs);
  if (scope !== undefined) sayOf(subject, await missingScopeLines(server.survey, scope));
  else if (clientId === undefined) await server.api.prove();
  if (clientId === undefined) return;
  const live = await server.survey.key(clientId);
  if (live === undefined) return;
  const former = session.claims.succession(server.identity, clientId);
  const isFormer = former !== undefined && ownershipOf(server, former, inputs, live) === "ours";
  if (inputs.adopt === true || isFormer) {
    await sayPlanned(server, inputs, clientId, live);
  } else {
    sayOf(subject, [
      "warning: a key with this clientId exists already, and pulumi up fails unless the same run deletes it first; " +
        "declare adopt: true to adopt it",
    ]);
  }
}

async function sayPlanned(
  server: Server,
  inputs: Inputs,
  clientId: string,
  key: ApiKeyEntity,
): Promise<void> {
  const live = key as JsonObject;
  const scope = knownScope(inputs);
  const group = scope && (await groupOfScope(server, scope, live));
  const former = session.claims.succession(server.identity, clientId);
  const state = former && stateOfKey(former, key);
  const plan = planOf(inputs, { state, groupOfScope: group });
  sayAdoption(server, inputs, clientId, plan, live, "would adopt");
  // Of what will be deleted, a preview tells the provider nothing.
  session.mention(
    `Adopted keys are not deleted, even if this preview shows "delete" for another resource of the same key ` +
      "(after a rename, for example).",
  );
}
