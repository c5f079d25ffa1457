import { ApiKeysApi } from "../client/api-keys-api";
import type { ApiKeyEntity, ListedKey } from "../client/entities";
import { entitiesOf } from "../model/entities";
import type { JsonObject } from "../model/json";
import { identifier } from "../model/kinds";
import type { Scope } from "../model/scope";
import { declarationOf, type Declaration, type Undeclarable } from "./declaration";
import { selectedKeys } from "./live-selection";
import { namesOf, type Names } from "./names";
import { apiKeys, mustNotExist, write } from "./output";
import { placesOf, Scopes } from "./place";
import { head, statement } from "./program";
import { Progress } from "./progress";
import { HIDDEN, holdsSecret } from "./secret";
import { target, type TargetOptions } from "./target";

/** The options of `import`. */
export interface ImportOptions extends TargetOptions {
  /** Whose keys are declared; without one those of the whole server. */
  readonly scopes: readonly Scope[];
  /** The file to write; standard output without one. */
  readonly out?: string | undefined;
  /** Whether an existing file is written over. */
  readonly force?: boolean | undefined;
}

/** The keys of a server and where each can be declared. */
interface Findings {
  readonly url: string;
  readonly keys: readonly ListedKey[];
  readonly places: ReadonlyMap<string, Scope>;
}

/**
 * Writes a program that declares live keys.
 *
 * @throws CommandFailure, OtoroshiError with what to do; nothing is written then
 */
export async function importKeys(options: ImportOptions): Promise<void> {
  const { out, force } = options;
  if (force !== true) mustNotExist(out);
  const findings = await find(options);
  let left = 0;
  const text = function* (): Generator<string> {
    yield head(findings.url);
    const names = namesOf(findings.keys.map(named));
    for (const { clientId, read } of findings.keys) {
      const live = read();
      const called = names.get(clientId) as Names;
      const place = findings.places.get(clientId);
      const declared = declarationIn(live, place, called.resource, options.connection);
      if ("reason" in declared) left += 1;
      const item = holdsSecret(clientId, live) ? HIDDEN : clientId;
      yield `\n${statement({ ...called, clientId: item, ...declared })}`;
    }
  };
  await write(text(), out, force);
  if (out === undefined) return;
  const rest = left === 0 ? "" : `; its comments explain why ${String(left)} more cannot be declared`;
  await write([`${out} declares ${apiKeys(findings.keys.length - left)}${rest}\n`]);
}

/** What a key can be called by: a name that holds its secret is none. */
function named({ clientId, clientName, read }: ListedKey): { clientId: string; clientName: string } {
  return { clientId, clientName: holdsSecret(clientName, read()) ? "" : clientName };
}

async function find(options: ImportOptions): Promise<Findings> {
  const { connection, namedBy } = await target(options);
  const progress = new Progress();
  progress.note(`Server: ${connection.url} (${namedBy})`);
  const api = new ApiKeysApi(connection, (line) => progress.say(line));
  const there = new Scopes(api);
  try {
    progress.begin("Listing keys", options.scopes.length);
    const selection = { scopes: options.scopes, adminKey: connection.clientId };
    const keys = await selectedKeys(api, there, selection, () => progress.step());
    progress.begin("Looking up their scopes", keys.length);
    const places = await placesOf(there, keys, options.scopes, () => progress.step());
    return { url: api.url, keys, places };
  } finally {
    progress.end();
  }
}

function declarationIn(
  live: ApiKeyEntity,
  place: Scope | undefined,
  resource: string,
  connection: string | undefined,
): Declaration | Undeclarable {
  if (holdsSecret(live.clientId, live)) return { reason: "its clientId contains its secret." };
  if (place !== undefined) return declarationOf(live, place, resource, connection);
  if (!identifier.schema.safeParse(live.clientId).success) return { reason: "no request can address it." };
  const entities = entitiesOf(live as JsonObject);
  if (entities.length === 0) return { reason: "it is not authorised on anything." };
  return {
    reason: `it is authorised only on what cannot be a scope or does not exist: ${entities.join(", ")}.`,
  };
}
