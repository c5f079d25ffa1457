import type { Scope } from "../model/scope";
import { missing } from "../servers/find";
import type { Server } from "../servers/session";

/**
 * Sets the used quotas of a key to zero. By its clientId alone, because the endpoints of a scope reset other
 * counters than those of a key with a throttling strategy (observed); servers of 1.4 have only those.
 */
export async function resetQuotas({ api }: Server, scope: Scope, clientId: string): Promise<void> {
  try {
    await api.resetQuotas(undefined, clientId);
  } catch (error) {
    if (missing(error) !== "endpoint") throw error;
    await api.resetQuotas(scope, clientId);
  }
}
