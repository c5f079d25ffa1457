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
  const refused = (failures: readonly Failure[]): CheckResult => ({
    inputs: given,
    failures: failures.map((failure) => printable(failure, given, note)),
  });
  const failures = argumentFailures(given);
  if (failures.length > 0) return refused(failures);
  const inputs = named(normalised(given), olds, note);
  const tooLarge = sizeFailures(inputs);
  if (tooLarge.length > 0) return refused(tooLarge);
  const unreachable = connectionFailures(inputs);
  if (unreachable.length > 0) return refused(unreachable);
  const duplicates = duplicateFailures(inputs, note);
  if (duplicates.length > 0) return refused(duplicates);
  if (note === undefined) return { inputs };
  const isNew = Object.keys(olds).length === 0;
  session.notes.keep(inputs, note, isNew);
  if (isNew) await announced(inputs, note);
  return { inputs };
}

/**
 * A failure as the engine can print it. It puts the value of a property in front of the reason: `{<nil>}` of what lies
 * inside of an argument or is missing, an address in memory of a secret. There, the reason says it all.
 */
function printable(
  { property, reason }: Failure,
  args: Readonly<Record<string, unknown>>,
  note: Program | undefined,
): Failure {
  const isSecret = note?.secrets.includes(property) === true;
  if (["string", "number", "boolean"].includes(typeof args[property]) && !isSecret)
    return { property, reason };
  // Of what is missing, the reason is a sentence of its own.
  const isMissing = /^\w+$/u.test(property) && args[property] === undefined;
  return { property: "", reason: isMissing ? reason : `${property} ${reason}` };
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

/** Two resources of one key would undo each other's changes, and the deletion of one would delete the other's. */
function duplicateFailures(inputs: Inputs, note: Program | undefined): Failure[] {
  const { clientId, connection } = inputs;
  if (note === undefined || clientId === undefined || hasUnknown([clientId, connection])) return [];
  const other = session.notes.otherOf(`${session.server(connection).identity} ${clientId}`, note);
  if (other === undefined) return [];
  const reason = `'${clientId}' is declared by two resources of this program, ${other.resource} and ${note.resource}, on one server`;
  return [{ property: "clientId", reason }];
}

async function announced(inputs: Inputs, note: Program): Promise<void> {
  const { clientId, connection } = inputs;
  // The engine checks a resource again, like a new one, when it is to be replaced.
  const before = session.notes.declarations.get(note.order);
  if (before !== undefined) session.claims.withdraw(before.server, before.clientId, before.resource);
  if (!hasUnknown(connection) && clientId !== undefined && !hasUnknown(clientId)) {
    session.claims.declare(session.server(connection).identity, clientId, "");
  }
  if (note.preview) await previewCreation(inputs, note);
}
