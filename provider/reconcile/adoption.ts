import type { ApiKeyEntity } from "../client/entities";
import { OtoroshiError } from "../client/otoroshi-error";
import type { JsonObject } from "../model/json";
import { scopeOf } from "../model/scope";
import { say } from "../servers/diagnostics";
import { session, type Server } from "../servers/session";
import type { Inputs } from "../state/inputs";
import { stateOfKey, triggersOf, type State } from "../state/state";
import { changeLines, noteLines, unknownLines } from "./announce";
import { converge } from "./converge";
import { planOf, type Plan } from "./desired";
import { lockoutLines, refuseLockouts } from "./lockout";
import { mustBeOurs } from "./ownership";
import { groupOfScope, mustExist } from "./scopes";
import { Secrecy } from "./secrecy";

/** Marks that other tools leave in the metadata of keys that they manage (observed). */
const MANAGERS: readonly { readonly mark: RegExp; readonly tool: string }[] = [
  { mark: /^otoroshi-provider$/u, tool: "Otoroshi's Kubernetes operator" },
  { mark: /^daikoku__/u, tool: "Daikoku" },
];

/**
 * Takes over an existing key: says what will change, and patches just that.
 *
 * @param resource the resource's own name, as in `State.resource`
 * @param former what was known of the key by a resource that this one takes the place of
 * @throws OtoroshiError when it is not there any more, when it is not the one that was known, or when it is the one that
 *   the provider logs in with
 */
export async function adopted(
  server: Server,
  inputs: Inputs,
  clientId: string,
  resource: string,
  former?: State,
): Promise<ApiKeyEntity> {
  const scope = scopeOf(inputs);
  if (session.claims.isKeptByAnother(server.identity, clientId, resource)) {
    throw new OtoroshiError(
      `api key '${clientId}' on ${server.api.url} belongs to another resource of this program. A key can belong to only ` +
        "one resource: remove one of the two, or declare another clientId.",
      { code: "invalid", operation: "create_api_key" },
    );
  }
  const found = await server.keys.read(scope, clientId);
  if (found !== undefined) {
    // Where a creation looks first, nobody else has asked.
    if (found.lost === "scope") await mustExist(server, scope, clientId);
    // The resource that had it may have had it on another server.
    if (former !== undefined) mustBeOurs(server, former, inputs, found.live);
    const live = found.live as JsonObject;
    const group = await groupOfScope(server, scope, live);
    const state = former && stateOfKey(former, found.live);
    const plan = planOf(inputs, { state, groupOfScope: group });
    sayAdoption(server, inputs, clientId, plan, live, "adopting");
    refuseLockouts(server, clientId, plan, live);
    const now = await converge(server, scope, found, plan);
    if (now !== undefined) return now;
  }
  throw new OtoroshiError(
    `api key '${clientId}' on ${server.api.url} was deleted during its adoption. Try again.`,
    { code: "not-found", operation: "create_api_key" },
  );
}

/** Says what taking over a key changes, in a preview as in an update. */
export function sayAdoption(
  server: Server,
  inputs: Inputs,
  clientId: string,
  plan: Plan,
  live: JsonObject,
  verb: "adopting" | "would adopt",
): void {
  const note = session.notes.of(inputs);
  const secrecy = new Secrecy(note, inputs, live, plan.state?.hidden);
  const changes = changeLines(plan, live, secrecy);
  const unknown = unknownLines(plan);
  const whose = note === undefined ? "" : `${note.resource}: `;
  const count = changes.length === 0 ? "nothing" : String(changes.length);
  const rest = unknown.length === 0 ? "" : `, ${String(unknown.length)} not known yet`;
  const idle = plan.state === undefined ? triggersOf(inputs) : [];
  const lines = [
    ...changes,
    ...unknown,
    ...noteLines(plan, live),
    ...idle.map((name) => `${name} has no effect when a key is adopted; its next change takes effect`),
    ...managersOf(live).map(
      (tool) => `warning: ${tool} also manages this key, and the two would undo each other's changes`,
    ),
    ...lockoutLines(server, clientId, plan, live),
  ];
  say(`${whose}${verb} api key '${clientId}' of ${server.api.url}: ${count} to change${rest}`);
  for (const line of lines) say(`  ${line}`);
}

function managersOf({ metadata }: JsonObject): string[] {
  const names = Object.keys(metadata ?? {});
  return MANAGERS.filter(({ mark }) => names.some((name) => mark.test(name))).map(({ tool }) => tool);
}
