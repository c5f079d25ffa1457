import { liveValue, secretAttributes, type Declared } from "../model/attributes";
import { valueAt, type JsonObject } from "../model/json";
import { describeScope, scopeOf, scopePath, type Scope } from "../model/scope";
import type { Subject } from "../servers/diagnostics";
import type { Found } from "../servers/find";
import { UNCOMPARED } from "../servers/gate";
import type { LiveKeys } from "../servers/live-keys";
import type { Survey } from "../servers/survey";
import { session, type Server } from "../servers/session";
import { hasUnknown, knownScope, type Inputs } from "../state/inputs";
import { owedBy, stateOfKey, type State } from "../state/state";
import { sayAdoption } from "./adoption";
import { driftLines, noteLines } from "./announce";
import { compare, differences } from "./compare";
import { planOf, type Plan } from "./desired";
import { lockoutLines } from "./lockout";
import { isElsewhere, ownershipOf } from "./ownership";
import { groupOfScope, missingScopeLines } from "./scopes";
import { Secrecy } from "./secrecy";

/** What a look at the live key tells. */
export interface Drift {
  /** Whether an update has anything to do. */
  readonly differs: boolean;
  /** What a person should know. */
  readonly lines: readonly string[];
}

const UNSEEN: Drift = { differs: false, lines: [] };

/** Compares what is declared, and known already, with the live key, as far as the server can be reached. */
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
    UNCOMPARED,
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
  const scope = knownScope(inputs);
  const note = session.notes.of(inputs);
  const isPreview = note?.preview === true;
  const seen = isPreview ? server.survey : server.keys;
  if (found === undefined) {
    const line = isElsewhere(server, state)
      ? `the key is not on ${server.api.url}; according to the state, it is on another server; pulumi up creates it on this one`
      : "the key is not on the server any more; pulumi up creates it again";
    return { differs: true, lines: [line, ...(scope ? await missingScopeLines(seen, scope) : [])] };
  }
  const ownership = ownershipOf(server, state, inputs, found.live);
  if (ownership !== "ours") {
    const line =
      ownership === "unconfirmed"
        ? "the creation was not confirmed, and another key uses this clientId: pulumi up will fail; declare " +
          "adopt: true to adopt it, or another clientId"
        : `according to the state, the key is on another server, and another key uses this clientId on ${server.api.url}: ` +
          "pulumi up will fail; declare adopt: true to adopt it, or correct the url";
    return { differs: true, lines: [line] };
  }
  const live = found.live as JsonObject;
  const places = scope ? await scopeLines(seen, scopeOf(state.outputs), scope, found) : [];
  const group = scope && (await groupOfScope(server, scope, live));
  const plan = planOf(inputs, { state: stateOfKey(state, found.live), declared, groupOfScope: group });
  if (ownershipOf(server, state, {}, found.live) === "unconfirmed") {
    sayAdoption(server, inputs, clientId, plan, live, isPreview ? "would adopt" : "adopting");
    return { differs: true, lines: places };
  }
  const rotated = rotates(state, inputs);
  // A secret that is replaced is not handed on.
  const handed = rotated ? [] : handedOn(state, plan, live);
  const isToBeNoted = isElsewhere(server, state) && isRotated(plan, live);
  const lines = [
    ...places,
    ...driftLines(plan, live, new Secrecy(note, inputs, live, state.hidden)),
    ...session.newOf(server, clientId, noteLines(plan, live)),
    ...handed,
    ...(isToBeNoted ? ["the url of its server has changed; pulumi up records the new one"] : []),
    ...lockoutLines(server, clientId, plan, live, rotated ? ["clientSecret"] : []),
  ];
  const differs =
    differences(plan, live).length > 0 || found.lost === "scope" || handed.length > 0 || isToBeNoted;
  return { differs, lines };
}

async function scopeLines(
  seen: Survey | LiveKeys,
  before: Scope,
  now: Scope,
  found: Found,
): Promise<string[]> {
  if (scopePath(before) !== scopePath(now)) return missingScopeLines(seen, now);
  return found.lost === "scope" ? [`${describeScope(now)} is not on the server any more`] : [];
}

/** Secrets that nobody declared and that are not the server's own doing: dependants get what they are now. */
function handedOn({ outputs }: State, { desired, unknown, situation }: Plan, live: JsonObject): string[] {
  const names = new Set([
    ...desired.map(({ attribute }) => attribute.name),
    ...unknown.map(({ name }) => name),
  ]);
  return secretAttributes
    .filter((attribute) => {
      const recorded = { attribute, value: valueAt(outputs, attribute.argument), released: false };
      return !names.has(attribute.name) && compare(recorded, situation(live), undefined) === "changed";
    })
    .map(({ name }) => `${name} was changed on the server; pulumi up updates the resources that use it`);
}

/** Whether the server changes the key's secret by itself, so that it does not tell the key from others for ever. */
function isRotated({ situation }: Plan, live: JsonObject): boolean {
  return secretAttributes.some(
    (attribute) => attribute.field.serversOwn?.(liveValue(attribute, live), situation(live)) === true,
  );
}

/** Whether a trigger will give the key a secret that is not known yet. */
function rotates(state: State, inputs: Inputs): boolean {
  const { clientSecret, secretRotationTriggers } = inputs;
  if (clientSecret !== undefined || hasUnknown(secretRotationTriggers)) return false;
  return owedBy(state, inputs).includes("rotation");
}
