import type { ApiKeyEntity } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { scopePath, type Scope } from "../model/scope";
import { find, keysOf, missing, type Found } from "./find";

/** The verbs that read; each asks for a key at most once in one operation of the engine. */
export type ReadingVerb = "diff" | "read" | "update";

/**
 * Keys of a scope that are read one by one before the scope is listed: a list costs the server as much as
 * some tens of single reads, and a scope can hold thousands of keys that no stack declares.
 */
const SINGLE_READS = 4;

/** Milliseconds after which a list is fetched anew: a long operation must not decide on old news. */
const MAX_AGE = 60_000;

interface List {
  readonly began: number;
  readonly keys: Promise<Map<string, ApiKeyEntity>>;
  /** What was answered from it: a second question of the same kind belongs to the next operation. */
  readonly asked: Set<string>;
  /** Keys written since it was asked for. */
  readonly written: Set<string>;
}

/**
 * The live keys of one server, read once for all who need them. The first few keys of a scope are read
 * one by one; from then on the scope is listed, once, however many wait for it. A list never answers for
 * a key that was written after it was asked for, nor the same verb twice for the same key.
 */
export class LiveKeys {
  private readonly singles = new Map<string, Set<string>>();
  private readonly lists = new Map<string, List>();

  constructor(private readonly api: ApiKeysApi) {}

  /** The key of a scope, wherever it is now; `undefined` when the server has none of this clientId. */
  async find(scope: Scope, clientId: string, verb: ReadingVerb): Promise<Found | undefined> {
    const list = this.listFor(scope, clientId, verb);
    if (list === undefined) return this.read(scope, clientId);
    const live = await this.lookUp(list, clientId);
    return live === undefined ? this.read(scope, clientId) : { live, at: scope };
  }

  /** The key as it is at this very moment. */
  read(scope: Scope, clientId: string): Promise<Found | undefined> {
    return find(this.api, scope, clientId);
  }

  /** Makes every list forget a key that this process has written. */
  wrote(clientId: string): void {
    for (const list of this.lists.values()) list.written.add(clientId);
  }

  private listFor(scope: Scope, clientId: string, verb: ReadingVerb): List | undefined {
    const place = scopePath(scope);
    const question = `${verb} ${clientId}`;
    const standing = this.lists.get(place);
    const stale = standing !== undefined && Date.now() - standing.began > MAX_AGE;
    if (standing !== undefined && !stale && !standing.asked.has(question)) {
      standing.asked.add(question);
      return standing;
    }
    if (standing !== undefined && !stale) {
      // The same verb asks again: another operation has begun in this process.
      this.lists.delete(place);
      this.singles.delete(place);
    }
    const singles = this.singles.get(place) ?? new Set();
    this.singles.set(place, singles.add(clientId));
    if (singles.size <= SINGLE_READS) return undefined;
    const list = this.listOf(scope, question);
    this.lists.set(place, list);
    return list;
  }

  private listOf(scope: Scope, question: string): List {
    const keys = keysOf(this.api, scope).then((all) => new Map(all.map((one) => [one.clientId, one])));
    // Whoever waits for it gets the error; a list that nobody waits for any more is no unhandled rejection.
    keys.catch(() => this.lists.delete(scopePath(scope)));
    return { began: Date.now(), keys, asked: new Set([question]), written: new Set() };
  }

  private async lookUp(list: List, clientId: string): Promise<ApiKeyEntity | undefined> {
    try {
      const live = (await list.keys).get(clientId);
      return list.written.has(clientId) ? undefined : live;
    } catch (error) {
      if (missing(error) === "scope") return undefined;
      throw error;
    }
  }
}
