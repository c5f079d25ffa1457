import { declaredAttributes } from "../model/attributes";
import type { JsonObject } from "../model/json";
import { describeScope } from "../model/scope";
import { sayOf, type Subject } from "../servers/diagnostics";
import { session, type Server } from "../servers/session";
import { hasUnknown, knownScope, type Inputs, type Program } from "../state/inputs";
import { sayAdoption } from "./adoption";
import { planOf } from "./desired";
import { groupOfScope } from "./scopes";

/**
 * Says, in the preview of a new key, what its creation will meet: a scope that is not there, a key that is, and
 * what taking that over would change. Values that are not known yet are left out. Only reads are sent.
 */
export async function previewCreation(inputs: Inputs, note: Program): Promise<void> {
  const mode = session.driftDetection;
  const { clientId, connection } = inputs;
  if (mode === "false" || hasUnknown(connection)) return;
  const server = session.server(connection);
  const subject = { resource: note.resource, clientId: knownId(clientId) };
  await session.gate.look(server, subject, () => looked(server, inputs, subject), mode === "required");
}

function knownId(clientId: string | undefined): string | undefined {
  return clientId === undefined || hasUnknown(clientId) ? undefined : clientId;
}

async function looked(server: Server, inputs: Inputs, subject: Subject): Promise<void> {
  const scope = knownScope(inputs);
  if (scope !== undefined && !(await server.keys.seemsToHave(scope))) {
    sayOf(subject, [
      `warning: there is no ${describeScope(scope)}; pulumi up fails unless the same run creates it`,
    ]);
  }
  const clientId = knownId(inputs.clientId);
  const live = clientId === undefined ? undefined : await server.keys.anywhere(clientId);
  if (clientId === undefined || live === undefined) return;
  if (inputs.adopt === true || session.claims.succession(server.identity, clientId) !== undefined) {
    await sayPlanned(server, inputs, clientId, live as JsonObject);
  } else {
    sayOf(subject, [
      "warning: a key of this clientId exists already, and pulumi up fails unless the same run deletes it first; " +
        "declare adopt: true to take it over",
    ]);
  }
}

async function sayPlanned(server: Server, inputs: Inputs, clientId: string, live: JsonObject): Promise<void> {
  const scope = knownScope(inputs);
  if (scope === undefined) return;
  const declared = declaredAttributes(inputs).filter(([, value]) => !hasUnknown(value));
  const group = await groupOfScope(server, scope, live);
  const state = session.claims.succession(server.identity, clientId);
  const plan = planOf(inputs, { declared, state, groupOfScope: group });
  sayAdoption(server, inputs, clientId, plan, live, "would adopt");
}
