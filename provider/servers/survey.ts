import type { ApiKeyEntity } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { scopeId, scopePath, scopesPath, type Scope } from "../model/scope";
import { missing } from "./find";
import type { LiveKeys } from "./live-keys";
import { sameKey } from "./same-key";

/**
 * Keys and scopes that are read one by one before they are listed: with the lists of all keys and of each kind of
 * scope, a preview sends no more than 10 requests, however many keys it is about.
 */
const SINGLE_READS = 4;

/**
 * What a preview sees of one server where keys are to be created: the first few things are read, from then on all
 * are listed. Nothing changes meanwhile, so that each answer is good for the whole preview.
 */
export class Survey {
  private readonly first = new Set<string>();
  private readonly answers = new Map<string, Promise<boolean>>();
  private readonly scopeIds = new Map<string, Promise<ReadonlySet<string>>>();
  private all: Promise<Map<string, ApiKeyEntity>> | undefined;
  private addressesById = true;

  constructor(
    private readonly api: ApiKeysApi,
    private readonly keys: LiveKeys,
  ) {}

  /** A key by its clientId alone. */
  async key(clientId: string): Promise<ApiKeyEntity | undefined> {
    if (this.all === undefined && this.addressesById && this.isAmongFirst(`key ${clientId}`)) {
      try {
        return await sameKey(this.api, clientId, "api_key", this.api.get(undefined, clientId));
      } catch (error) {
        if (missing(error) === "api-key") return undefined;
        if (missing(error) !== "endpoint") throw error;
        this.addressesById = false;
      }
    }
    if (this.all === undefined) {
      this.all = this.api.listAll().then((keys) => new Map(keys.map((one) => [one.clientId, one])));
      this.all.catch(() => (this.all = undefined));
    }
    return (await this.all).get(clientId);
  }

  /** Whether a scope is there. */
  async hasScope(scope: Scope): Promise<boolean> {
    const kind = scopesPath(scope);
    if (!this.scopeIds.has(kind) && this.isAmongFirst(scopePath(scope))) {
      return kept(this.answers, scopePath(scope), () => this.keys.hasScope(scope));
    }
    return (await kept(this.scopeIds, kind, () => this.api.scopeIds(scope))).has(scopeId(scope));
  }

  private isAmongFirst(what: string): boolean {
    if (this.first.size < SINGLE_READS) this.first.add(what);
    return this.first.has(what);
  }
}

/** An answer that is asked for once; one that fails is asked for again. */
function kept<T>(answers: Map<string, Promise<T>>, what: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(what);
  if (known !== undefined) return known;
  const answer = ask();
  answers.set(what, answer);
  answer.catch(() => answers.delete(what));
  return answer;
}
