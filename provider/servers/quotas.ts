import type { ApiKeysApi } from "../client/api-keys-api";
import type { Quotas } from "../client/entities";
import type { Scope } from "../model/scope";
import { missing } from "./find";

/**
 * How much of its quotas a key has used. By its clientId alone, because the endpoints of a scope show and reset
 * other counters than those of a key with a throttling strategy (observed); servers of 1.4 have only those.
 */
export function quotasOf(api: ApiKeysApi, scope: Scope, clientId: string): Promise<Quotas> {
  return byClientId(scope, (at) => api.quotas(at, clientId));
}

/** Sets the used quotas of a key to zero, by its clientId alone where the server can. */
export function resetQuotasOf(api: ApiKeysApi, scope: Scope, clientId: string): Promise<Quotas> {
  return byClientId(scope, (at) => api.resetQuotas(at, clientId));
}

async function byClientId<T>(scope: Scope, ask: (at: Scope | undefined) => Promise<T>): Promise<T> {
  try {
    return await ask(undefined);
  } catch (error) {
    if (missing(error) !== "endpoint") throw error;
    return ask(scope);
  }
}
