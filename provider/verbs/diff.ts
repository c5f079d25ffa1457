import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { OtoroshiError } from "../client/otoroshi-error";
import { declaredAttributes, sameDeclared, type Declared } from "../model/attributes";
import { scopeArguments } from "../model/scope";
import { driftLinesOf } from "../reconcile/drift";
import { isOwnLogin } from "../reconcile/lockout";
import { staysThrough } from "../reconcile/relocation";
import { sayOf, type Subject } from "../servers/diagnostics";
import { session } from "../servers/session";
import { hasUnknown, type Inputs, type Program } from "../state/inputs";
import { declaredValue, owedBy, stateOf, type State } from "../state/state";

/**
 * Compares what is declared with the state and, unless `otoroshi:driftDetection` is `false`, with the live
 * key. What drifted is said in one line, because the engine shows nothing but old and new arguments.
 */
export async function diff(id: string, olds: object, news: object): Promise<DiffResult> {
  const state = stateOf(id, olds);
  const inputs = news as Inputs;
  const subject = { resource: session.notes.nameOf(inputs, state.name), clientId: id };
  const replaces = await replacesOf(state, inputs, subject);
  // Created first, a key of the same id would be refused as a duplicate if both servers were one.
  if (replaces.length > 0) {
    if (isOwnLogin(session.server(state.outputs.connection), id))
      sayOf(subject, ["warning: the provider logs in with this key; pulumi up refuses to delete it"]);
    const deleteBeforeReplace = inputs.clientId === id;
    // A deletion then looks whether what seems to be another server is not this one.
    if (deleteBeforeReplace && !hasUnknown(inputs.connection))
      session.claims.declare(session.server(inputs.connection).identity, id, "");
    return { changes: true, replaces, deleteBeforeReplace };
  }
  const staying = session.notes.ofOneThatStays(inputs);
  if (staying !== undefined) declare(state, inputs, staying);
  // Who calls without a program is not told what is known already.
  if (hasUnknown(inputs) && session.notes.of(inputs) === undefined) return { changes: true };
  const declared = declaredAttributes(inputs);
  const seen = await driftLinesOf(state, inputs, declared, subject);
  sayOf(subject, [...triggerLines(state, inputs), ...seen.lines]);
  return { changes: hasUnknown(inputs) || seen.differs || declaredChanged(state, inputs, declared) };
}

/** Makes known whose the key is. */
function declare(state: State, inputs: Inputs, note: Program): void {
  const { notes, claims } = session;
  const { clientId } = state.outputs;
  const server = session.server(inputs.connection).identity;
  claims.declare(server, clientId, state.resource);
  notes.declarations.set(note.order, { server, state });
  // An id that was generated is declared by nobody, and can be somebody's all the same.
  const reason = notes.conflict(server, clientId, note);
  if (reason !== undefined) throw new OtoroshiError(`${reason}.`, { code: "invalid", operation: "api_key" });
}

async function replacesOf(state: State, inputs: Inputs, subject: Subject): Promise<string[]> {
  const { clientId, connection } = state.outputs;
  const moves = inputs.connection !== connection;
  if (inputs.clientId !== undefined && inputs.clientId !== clientId)
    return ["clientId", ...(moves ? ["connection"] : [])];
  if (!moves) return [];
  if (hasUnknown(inputs.connection)) return ["connection"];
  return (await staysThrough(state, inputs, subject)) ? [] : ["connection"];
}

/** Whether the arguments ask for anything else than they did when the state was made. */
function declaredChanged(state: State, inputs: Inputs, declared: readonly Declared[]): boolean {
  if (state.creation === "unknown" || owedBy(state, inputs).length > 0) return true;
  if (inputs.connection !== state.outputs.connection) return true;
  if (scopeArguments.some((name) => inputs[name] !== state.outputs[name])) return true;
  if (declared.length !== state.declared.size || declared.some(([{ name }]) => !state.declared.has(name)))
    return true;
  return declared.some(
    ([attribute, value]) => !sameDeclared(attribute, declaredValue(state, attribute), value),
  );
}

/** What the triggers will do, as far as they are known. */
function triggerLines(state: State, inputs: Inputs): string[] {
  const { clientSecret, secretRotationTriggers, quotaResetTriggers } = inputs;
  const owed = owedBy(state, inputs);
  const isDeclared = clientSecret !== undefined;
  const rotation = hasUnknown(secretRotationTriggers)
    ? !isDeclared && "secretRotationTriggers is not known yet: the secret may be replaced"
    : isDeclared
      ? "secretRotationTriggers changed, but has no effect because clientSecret is declared"
      : "the secret will be replaced";
  const reset = hasUnknown(quotaResetTriggers)
    ? "quotaResetTriggers is not known yet: quotas may be reset"
    : "quotas will be reset";
  return [owed.includes("rotation") && rotation, owed.includes("reset") && reset].filter(
    (line) => line !== false,
  );
}
