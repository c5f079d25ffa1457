import type { Edition } from "./editions/edition";
import type { Group, Service } from "./entities/containers";
import type { GlobalConfig } from "./entities/global-config";
import type { ApiKey } from "./keys/api-key";
import type { Quotas } from "./keys/quotas";

/** All that a handler works on. Keys are replaced, never changed: what was answered once stays as it was. */
export interface World {
  readonly edition: Edition;
  /** What `GET /api/infos` names; `undefined` where there is no such route. */
  readonly version: string | undefined;
  config: GlobalConfig;
  readonly now: () => number;
  readonly quotas: Quotas;
  readonly apiKeys: Map<string, ApiKey>;
  readonly groups: Map<string, Group>;
  readonly services: Map<string, Service>;
  readonly routes: Map<string, Service>;
  readonly apis: Map<string, Service>;
}
