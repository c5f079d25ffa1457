import type { ApiKey } from "./keys/api-key";
import type { Group, Service } from "./entities/containers";
import type { Edition } from "./edition";
import type { Quotas } from "./keys/quotas";

/** All that a handler works on. Keys are replaced, never changed: what was answered once stays as it was. */
export interface World {
  readonly edition: Edition;
  readonly now: () => number;
  readonly quotas: Quotas;
  readonly apiKeys: Map<string, ApiKey>;
  readonly groups: Map<string, Group>;
  readonly services: Map<string, Service>;
  readonly routes: Map<string, Service>;
}
