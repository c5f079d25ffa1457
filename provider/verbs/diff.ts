import type { DiffResult } from "@pulumi/pulumi/dynamic";
import { declaredAttributes, sameDeclared, type Declared } from "../model/attributes";
import { scopeArguments, scopeOf } from "../model/scope";
import { driftLinesOf } from "../reconcile/drift";
import { sayOf } from "../servers/diagnostics";
import { session } from "../servers/session";
import { hasUnknown, type Inputs } from "../state/inputs";
import { declaredValue, owedBy, stateOf, type State } from "../state/state";

/**
 * Compares what is declared with the state and, unless `otoroshi:driftDetection` is `false`, with the live
 * key. What drifted is said in one line, because the engine shows nothing but old and new arguments.
 */
export async function diff(id: string, olds: object, news: object): Promise<DiffResult> {
  const state = stateOf(id, olds);
  const inputs = news as Inputs;
  const subject = { resource: session.notes.nameOf(inputs, state.name), clientId: id };
  const replaces = replacesOf(state, inputs);
  if (replaces.length > 0) {
    // Created first, it would be refused as a duplicate.
    const deleteBeforeReplace = isReplacedByItself(state, inputs);
    if (deleteBeforeReplace) sayOf(subject, triggerLines(state, inputs));
    return { changes: true, replaces, deleteBeforeReplace };
  }
  if (session.notes.areOfOneThatStays(inputs)) {
    const { connection, clientSecret } = state.outputs;
    const server = session.server(connection).identity;
    session.claims.declare(server, id, state.resource, clientSecret);
    const order = session.notes.of(inputs)?.order;
    if (order !== undefined) {
      session.notes.declarations.set(order, { server, clientId: id, resource: state.resource });
    }
  }
  const declared = declaredAttributes(inputs);
  const seen = await driftLinesOf(state, inputs, declared, subject);
  sayOf(subject, [...triggerLines(state, inputs), ...seen.lines]);
  return { changes: hasUnknown(inputs) || seen.differs || declaredChanged(state, inputs, declared) };
}

function replacesOf({ outputs }: State, inputs: Inputs): string[] {
  const replaces = inputs.clientId !== undefined && inputs.clientId !== outputs.clientId ? ["clientId"] : [];
  return inputs.connection === outputs.connection ? replaces : [...replaces, "connection"];
}

/** Whether the new key would have the id of the old one, on another connection, which may be the same server. */
function isReplacedByItself({ outputs }: State, inputs: Inputs): boolean {
  const { clientId, connection, adopt } = inputs;
  if (clientId !== outputs.clientId) return false;
  if (!hasUnknown(connection)) {
    const { identity } = session.server(outputs.connection);
    const scope = scopeArguments.some((name) => hasUnknown(inputs[name])) ? undefined : scopeOf(inputs);
    session.claims.replace(identity, { clientId, connection, adopt: adopt === true, scope });
  }
  return true;
}

/** Whether the arguments ask for anything else than they did when the state was made. */
function declaredChanged(state: State, inputs: Inputs, declared: readonly Declared[]): boolean {
  if (state.creation === "unknown" || owedBy(state, inputs).length > 0) return true;
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
      ? "secretRotationTriggers changed, but clientSecret is declared: the secret is the declared one"
      : "the secret will be replaced";
  const reset = hasUnknown(quotaResetTriggers)
    ? "quotaResetTriggers is not known yet: quotas may be reset"
    : "quotas will be reset";
  return [owed.includes("rotation") && rotation, owed.includes("reset") && reset].filter(
    (line) => line !== false,
  );
}
