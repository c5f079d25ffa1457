import type { CheckResult } from "@pulumi/pulumi/dynamic";
import { previewCreation } from "../reconcile/preview";
import { noteOf } from "../servers/program";
import { sizeFailures } from "../reconcile/size";
import { session } from "../servers/session";
import { hasUnknown, type Inputs, type Program } from "../state/inputs";
import { normalised, present } from "../state/normalised";
import { argumentFailures, type Failure } from "../state/validation";

/**
 * Refuses bad arguments, naming the property, and gives back the others as they are compared and stored. In the
 * preview of a new key, says what its creation will meet.
 */
export async function check(olds: object, news: object): Promise<CheckResult> {
  const { args, note } = noteOf(news);
  const given = present(args);
  const failures = argumentFailures(given);
  if (failures.length > 0) return { inputs: given, failures };
  const inputs = named(normalised(given), olds, note);
  const tooLarge = sizeFailures(inputs);
  if (tooLarge.length > 0) return { inputs, failures: tooLarge };
  const unreachable = connectionFailures(inputs);
  if (unreachable.length > 0) return { inputs, failures: unreachable };
  if (note === undefined) return { inputs };
  const duplicates = duplicateFailures(inputs, note);
  if (duplicates.length > 0) return { inputs, failures: duplicates };
  const isNew = Object.keys(olds).length === 0;
  session.notes.keep(inputs, note, isNew);
  if (isNew) await announced(inputs, note);
  return { inputs };
}

/**
 * A new key is called by its resource's name; one that is taken over keeps its own name unless one is declared, also
 * when `adopt` is not declared any more.
 */
function named(inputs: Inputs, olds: Partial<Inputs>, note: Program | undefined): Inputs {
  if (inputs.clientName !== undefined) return inputs;
  const isUnnamed = Object.keys(olds).length > 0 && olds.clientName === undefined;
  const keepsOwn = inputs.adopt === true || isUnnamed;
  const clientName = keepsOwn ? olds.clientName : note?.resource;
  return clientName === undefined ? inputs : { ...inputs, clientName };
}

/** What cannot be reached as configured fails now, for a new key as for an old one. */
function connectionFailures({ connection }: Inputs): Failure[] {
  if (hasUnknown(connection)) return [];
  try {
    session.server(connection);
    return [];
  } catch (error) {
    return [{ property: "connection", reason: (error as Error).message }];
  }
}

function duplicateFailures({ clientId, connection }: Inputs, note: Program): Failure[] {
  if (clientId === undefined || hasUnknown([clientId, connection])) return [];
  const reason = session.notes.conflict(session.server(connection).identity, clientId, note);
  return reason === undefined ? [] : [{ property: "clientId", reason }];
}

async function announced(inputs: Inputs, note: Program): Promise<void> {
  const { clientId, connection } = inputs;
  // The engine checks a resource again, like a new one, when it is to be replaced.
  const before = session.notes.declarations.get(note.order);
  if (before !== undefined) {
    const { resource, outputs } = before.state;
    session.claims.withdraw(before.server, outputs.clientId, resource);
  }
  if (clientId !== undefined && !hasUnknown([clientId, connection])) {
    const server = session.server(connection).identity;
    session.claims.declare(server, clientId, "");
    // It is the resource's own key, also where a run ended between a deletion and the creation after it.
    if (before !== undefined) session.claims.succeed(server, clientId, before.state);
  }
  if (note.preview) await previewCreation(inputs, note);
}
