import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import stringWidth from "string-width";
import { ApiKeysApi } from "../client/api-keys-api";
import type { ApiKeyEntity, ListedKey } from "../client/entities";
import { entitiesOf } from "../model/entities";
import type { JsonObject } from "../model/json";
import type { Scope } from "../model/scope";
import { CommandFailure } from "./failure";
import { knownHere } from "./known";
import { visible } from "./literal";
import { selectedKeys } from "./live-selection";
import { apiKeys, write } from "./output";
import { Scopes } from "./place";
import { Progress } from "./progress";
import { pulumi, stackOptions } from "./pulumi";
import { knownKeys, type KnownKey } from "./state-file";
import { HIDDEN, holdsSecret } from "./secret";
import { target, type Target, type TargetOptions } from "./target";

/** The options of `unmanaged`. */
export interface UnmanagedOptions extends TargetOptions {
  /** Whose keys are looked at; without one those of the whole server. */
  readonly scopes: readonly Scope[];
  /** Files of states, `-` for standard input; the state of the selected stack without one. */
  readonly state: readonly string[];
  /** Whether programs read the answer. */
  readonly json?: boolean | undefined;
}

/**
 * Prints the live keys that no state knows.
 *
 * @returns whether there are any
 * @throws CommandFailure, OtoroshiError when that cannot be told
 */
export async function unmanagedKeys(options: UnmanagedOptions): Promise<boolean> {
  const chosen = await target(options);
  const { url } = chosen.connection;
  const progress = new Progress();
  progress.note(`Server: ${url} (${chosen.namedBy})`);
  const live = await liveKeys(options, chosen, progress);
  // In this order, since a key that is created meanwhile is in the state and not among the live ones.
  const known = knownHere(await statesOf(options), chosen);
  if (known.elsewhere > 0) {
    const count = apiKeys(known.elsewhere);
    progress.say(`warning: ignored ${count} in the states that are not on ${url}`);
  }
  if (known.shared.length > 0) {
    const ids = known.shared.map(visible).sort().join(", ");
    progress.say(`warning: keys in several states; the stacks undo each other's changes: ${ids}`);
  }
  const found = live.keys.filter((key) => !known.here.has(key.clientId));
  const summary = `${url}: ${apiKeys(live.keys.length)}, ${String(found.length)} unmanaged\n`;
  await write(options.json === true ? json(found) : table(found, summary));
  if (live.unread > 0) {
    throw new CommandFailure(
      `${String(live.unread)} of the keys that ${url} lists could not be read, so unmanaged keys may be missing above`,
    );
  }
  return found.length > 0;
}

/** What a server lists. */
interface Live {
  readonly keys: readonly ListedKey[];
  /** Items that are no api keys as they are known here. */
  readonly unread: number;
}

async function liveKeys(
  { scopes }: UnmanagedOptions,
  { connection }: Target,
  progress: Progress,
): Promise<Live> {
  const api = new ApiKeysApi(connection, (line) => progress.say(line));
  try {
    progress.begin("Listing keys", scopes.length);
    const selection = { scopes, adminKey: connection.clientId };
    let unread = 0;
    const leftOut = (line: string): void => {
      unread += 1;
      progress.say(line);
    };
    const keys = await selectedKeys(api, new Scopes(api), selection, () => progress.step(), leftOut);
    return { keys, unread };
  } finally {
    progress.end();
  }
}

async function statesOf({ state, stack }: UnmanagedOptions): Promise<KnownKey[]> {
  if (state.length === 0) {
    return knownKeys(await pulumi("stack", "export", ...stackOptions(stack)), "the state of the stack");
  }
  const known = await Promise.all(
    [...new Set(state)].map(async (file) =>
      knownKeys(await contentsOf(file), file === "-" ? "standard input" : file),
    ),
  );
  return known.flat();
}

async function contentsOf(file: string): Promise<string> {
  try {
    return decoded(file === "-" ? await buffer(process.stdin) : await readFile(file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CommandFailure(`${file} cannot be read (${code})`);
  }
}

/** PowerShell writes what a command prints as UTF-16, and both begin with a mark then. */
function decoded(bytes: Buffer): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** A list for programs. */
function* json(keys: readonly ListedKey[]): Generator<string> {
  let before = "[";
  for (const key of keys) {
    yield `${before}\n${JSON.stringify(shown(key.read()), null, 2).replace(/^/gmu, "  ")}`;
    before = ",";
  }
  yield keys.length === 0 ? "[]\n" : "\n]\n";
}

/** What a program may want to know of a key: nothing that it could be used with. */
function shown(key: ApiKeyEntity): object {
  return {
    clientId: key.clientId,
    clientName: open(key.clientName, key),
    description: open(key.description ?? "", key),
    enabled: key.enabled ?? true,
    tags: (key.tags ?? []).map((tag) => open(tag, key)),
    authorizedEntities: entitiesOf(key as JsonObject),
    tenant: key._loc?.tenant ?? "default",
  };
}

function open(text: string, key: ApiKeyEntity): string {
  return holdsSecret(text, key) ? HIDDEN : text;
}

/** A line for each key, and one for all. */
function* table(keys: readonly ListedKey[], summary: string): Generator<string> {
  const rows = keys.map((key) => rowOf(key.read()).map(visible));
  const widths = [0, 1].map((column) =>
    rows.reduce((widest, row) => Math.max(widest, stringWidth(row[column] ?? "")), 0),
  );
  for (const row of rows) {
    const cells = row.map((cell, column) => {
      return cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - stringWidth(cell)));
    });
    yield `${cells.join("  ").trimEnd()}\n`;
  }
  yield summary;
}

function rowOf(key: ApiKeyEntity): string[] {
  return [key.clientId, open(key.clientName, key), entitiesOf(key as JsonObject).join(" ")];
}
