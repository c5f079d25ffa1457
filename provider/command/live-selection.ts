import type { ListedKey } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { entitiesOf } from "../model/entities";
import type { JsonObject } from "../model/json";
import { entityOf, type Scope } from "../model/scope";
import { byClientId } from "./names";
import type { Scopes } from "./place";

/** The key, and the group, that Otoroshi makes for its own back office at its first start. */
const BACK_OFFICE_KEY = "admin-api-apikey-id";
const BACK_OFFICE_GROUP: Scope = { groupId: "admin-api-group" };

/** Which keys of a server are asked for. */
export interface Selection {
  /** The keys of these scopes; without one those of the whole server. */
  readonly scopes: readonly Scope[];
  /** The admin key in use, which is left out. */
  readonly adminKey: string;
}

/**
 * The live keys of a selection, by clientId, without those of Otoroshi's own back office: the key that it
 * made for itself, those that open nothing but its admin API, and the one that is used now.
 *
 * @param listed is called once a list
 * @param leftOut takes a line about each item of a list that is no key
 * @throws CommandFailure when a scope is not on the server
 */
export async function selectedKeys(
  api: ApiKeysApi,
  there: Scopes,
  { scopes, adminKey }: Selection,
  listed: () => void,
  leftOut?: (line: string) => void,
): Promise<ListedKey[]> {
  const all = new Map<string, ListedKey>();
  const take = (keys: readonly ListedKey[]): void => {
    for (const key of keys) all.set(key.clientId, key);
    listed();
  };
  if (scopes.length === 0) take(await api.listed(undefined, leftOut));
  for (const scope of scopes) {
    await there.expect(scope);
    take(await api.listed(scope, leftOut));
  }
  return [...all.values()].filter((key) => !isBackOffice(key, adminKey)).sort(byClientId);
}

function isBackOffice(key: ListedKey, adminKey: string): boolean {
  if (key.clientId === adminKey || key.clientId === BACK_OFFICE_KEY) return true;
  const entities = entitiesOf(key.read() as JsonObject);
  return entities.length > 0 && entities.every((one) => one === entityOf(BACK_OFFICE_GROUP));
}
