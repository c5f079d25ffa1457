import { fixedAttributes, liveValue, type Declared } from "../model/attributes";
import { valueAt, type JsonObject } from "../model/json";
import { describeScope, scopeOf, scopePath, type Scope } from "../model/scope";
import type { Subject } from "../servers/diagnostics";
import type { Found } from "../servers/find";
import { session, type Server } from "../servers/session";
import type { Inputs } from "../state/inputs";
import { owedBy, type State } from "../state/state";
import { driftLines, noteLines, Secrecy } from "./announce";
import { differences } from "./compare";
import { planOf, type Plan } from "./desired";
import { isOwnLogin, lockoutsOf } from "./lockout";
import { isElsewhere, ownershipOf } from "./ownership";
import { groupOfScope } from "./scopes";

/** What a look at the live key tells. */
export interface Drift {
  /** Whether an update has anything to do. */
  readonly differs: boolean;
  /** What a person should know. */
  readonly lines: readonly string[];
}

const UNSEEN: Drift = { differs: false, lines: [] };

/** Compares what is declared with the live key, as far as the server can be reached. */
export async function driftLinesOf(
  state: State,
  inputs: Inputs,
  declared: readonly Declared[],
  subject: Subject,
): Promise<Drift> {
  const mode = session.driftDetection;
  if (mode === "false") return UNSEEN;
  const server = session.server(inputs.connection);
  const look = await session.gate.look(
    server,
    subject,
    () => driftOf(server, state, inputs, declared),
    mode === "required",
  );
  return look?.seen ?? UNSEEN;
}

async function driftOf(
  server: Server,
  state: State,
  inputs: Inputs,
  declared: readonly Declared[],
): Promise<Drift> {
  const { clientId } = state.outputs;
  const found = await server.keys.find(scopeOf(state.outputs), clientId);
  if (found === undefined) {
    const line = isElsewhere(server, state)
      ? `the key is not on ${server.api.url}, and the state has it on another server; pulumi up creates it there`
      : "the key is not on the server any more; pulumi up creates it again";
    return { differs: true, lines: [line, ...(await missingScope(server, scopeOf(inputs)))] };
  }
  const ownership = ownershipOf(server, state, inputs, found.live);
  if (ownership !== "ours") {
    const line =
      ownership === "unconfirmed"
        ? "its creation was not confirmed, and there is another key of this clientId: pulumi up will fail; declare " +
          "adopt: true to take it over, or another clientId"
        : `the state has the key on another server, and there is another key of this clientId on ${server.api.url}: ` +
          "pulumi up will fail; declare adopt: true to take it over, or correct the url";
    return { differs: true, lines: [line] };
  }
  const live = found.live as JsonObject;
  const group = await groupOfScope(server, scopeOf(inputs), live);
  const known = state.creation === "known" ? state : undefined;
  const plan = planOf(inputs, { state: known, declared, groupOfScope: group });
  const locked = lockoutsOf(plan, live);
  const lines = [
    ...(await scopeLines(server, state, inputs, found)),
    ...driftLines(plan, live, new Secrecy(session.notes.of(inputs))),
    ...noteLines(plan, live),
    ...handedOn(plan, live),
    ...lockoutLines(server, clientId, rotates(state, inputs) ? [...locked, "clientSecret"] : locked),
  ];
  const differs =
    differences(plan, live).length > 0 || found.lost === "scope" || handedOn(plan, live).length > 0;
  return { differs, lines };
}

async function scopeLines(server: Server, state: State, inputs: Inputs, found: Found): Promise<string[]> {
  const [before, now] = [scopeOf(state.outputs), scopeOf(inputs)];
  if (scopePath(before) === scopePath(now)) {
    return found.lost === "scope" ? [`${describeScope(now)} is not on the server any more`] : [];
  }
  return missingScope(server, now);
}

async function missingScope(server: Server, scope: Scope): Promise<string[]> {
  return (await server.keys.seemsToHave(scope))
    ? []
    : [`warning: there is no ${describeScope(scope)}; pulumi up fails unless the same run creates it`];
}

/** Secrets that nobody declared and that are not the server's own doing: dependants get what they are now. */
function handedOn({ desired, situation, state }: Plan, live: JsonObject): string[] {
  const names = new Set(desired.map(({ attribute }) => attribute.name));
  return fixedAttributes
    .filter(({ name, field }) => field.secret === true && !names.has(name))
    .filter((attribute) => {
      const recorded = valueAt(state?.outputs, attribute.argument);
      const there = liveValue(attribute, live);
      if (recorded === undefined || recorded === there) return false;
      return attribute.field.serversOwn?.(recorded, situation(live)) !== true;
    })
    .map(({ name }) => `${name} was changed on the server; pulumi up hands it on to what depends on it`);
}

/** Whether a trigger will give the key a secret that is not known yet. */
function rotates(state: State, inputs: Inputs): boolean {
  return inputs.clientSecret === undefined && owedBy(state, inputs).includes("rotation");
}

function lockoutLines(server: Server, clientId: string, names: readonly string[]): string[] {
  if (!isOwnLogin(server, clientId)) return [];
  return names.length === 0
    ? ["warning: the provider logs in with this key"]
    : [`warning: the provider logs in with this key; pulumi up refuses to change its ${names.join(", ")}`];
}
