import type { ApiKeyEntity } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { isOtoroshiError } from "../client/otoroshi-error";
import { scopePath, type Scope } from "../model/scope";
import { find, lookAnywhere, missing, type Found } from "./find";

/**
 * Keys of a scope that are read one by one before the scope is listed: a list costs the server as much as
 * some tens of single reads, and a scope can hold thousands of keys that no stack declares.
 */
const SINGLE_READS = 4;

/**
 * Milliseconds after which a list is fetched anew. What is decided on an older list is guarded: a patch tests
 * what it carries over, and a key that is gone is noticed on its answer.
 */
const MAX_AGE = 60_000;

/** The place of all keys of the server. */
const EVERYWHERE = "";

interface List {
  readonly began: number;
  readonly keys: Promise<Map<string, ApiKeyEntity>>;
  /** Keys written since it was asked for. */
  readonly written: Set<string>;
  /** It did not arrive: until it is too old, keys are read one by one, and nobody waits for it again. */
  readonly failed?: true;
}

/**
 * The live keys of one server, read once for all who need them. The first few keys of a scope are read
 * one by one; from then on the scope is listed, however many wait for it, and the list answers for a minute.
 * It never answers for a key that was written after it was asked for.
 */
export class LiveKeys {
  private readonly singles = new Map<string, Set<string>>();
  private readonly lists = new Map<string, List>();
  private readonly groups = new Map<string, Promise<string | undefined>>();
  private readonly scopes = new Map<string, Promise<boolean>>();
  private addressesById = true;

  constructor(private readonly api: ApiKeysApi) {}

  /**
   * The key of a scope, wherever it is now.
   *
   * @returns `undefined` when the server, which has proved to be Otoroshi, has none of this clientId
   */
  async find(scope: Scope, clientId: string): Promise<Found | undefined> {
    const list = this.listFor(scopePath(scope), clientId, () => this.api.list(scope));
    const live = list && (await this.lookUp(list, clientId));
    return live === undefined ? this.read(scope, clientId) : { live, at: scope };
  }

  /** The key as it is at this very moment. */
  read(scope: Scope, clientId: string): Promise<Found | undefined> {
    return find(this.api, scope, clientId);
  }

  /**
   * Whether a clientId is taken at this very moment, for a creation that would overwrite the key. Servers of 1.4
   * can be asked for all keys only: there a list answers for a minute.
   */
  async isTaken(clientId: string): Promise<boolean> {
    if (this.addressesById) {
      try {
        await this.api.get(undefined, clientId);
        return true;
      } catch (error) {
        if (missing(error) === "api-key") return false;
        if (missing(error) !== "endpoint") throw error;
        this.addressesById = false;
      }
    }
    return (await this.anywhere(clientId)) !== undefined;
  }

  /** A key by its clientId alone. */
  async anywhere(clientId: string): Promise<ApiKeyEntity | undefined> {
    const list = this.listFor(EVERYWHERE, clientId, () => this.api.listAll());
    if (list === undefined || list.written.has(clientId)) return lookAnywhere(this.api, clientId);
    return (await list.keys).get(clientId);
  }

  /** Whether a scope is there; asked once. */
  hasScope(scope: Scope): Promise<boolean> {
    const place = scopePath(scope);
    let answer = this.scopes.get(place);
    if (answer === undefined) {
      this.scopes.set(place, (answer = this.api.scopeExists(scope)));
      // What is missing now may be made by another resource of this run.
      answer.then((exists) => exists || this.scopes.delete(place)).catch(() => this.scopes.delete(place));
    }
    return answer;
  }

  /** On a server that keeps one group a key: the group of a service; asked once. */
  groupOf(scope: { readonly serviceId: string }): Promise<string | undefined> {
    let answer = this.groups.get(scope.serviceId);
    if (answer === undefined) {
      answer = this.api.groupsOf(scope).then(([group]) => group);
      answer.catch(() => this.groups.delete(scope.serviceId));
      this.groups.set(scope.serviceId, answer);
    }
    return answer;
  }

  /** Makes every list forget a key that this process has written. */
  wrote(clientId: string): void {
    for (const list of this.lists.values()) list.written.add(clientId);
  }

  private listFor(
    place: string,
    clientId: string,
    fetch: () => Promise<readonly ApiKeyEntity[]>,
  ): List | undefined {
    const standing = this.lists.get(place);
    if (standing !== undefined && Date.now() - standing.began <= MAX_AGE)
      return standing.failed === true ? undefined : standing;
    const singles = this.singles.get(place) ?? new Set();
    this.singles.set(place, singles.add(clientId));
    if (singles.size <= SINGLE_READS) return undefined;
    const keys = fetch().then((all) => new Map(all.map((one) => [one.clientId, one])));
    const list = { began: Date.now(), keys, written: new Set<string>() };
    // Whoever waits for it gets the error; a list that nobody waits for any more is no unhandled rejection.
    keys.catch(() => this.lists.set(place, { ...list, began: Date.now(), failed: true }));
    this.lists.set(place, list);
    return list;
  }

  /** A list that failed by itself costs nobody an answer: each key is then read on its own. */
  private async lookUp(list: List, clientId: string): Promise<ApiKeyEntity | undefined> {
    try {
      const live = (await list.keys).get(clientId);
      return list.written.has(clientId) ? undefined : live;
    } catch (error) {
      if (missing(error) === "scope" || (isOtoroshiError(error) && error.transient)) return undefined;
      throw error;
    }
  }
}
