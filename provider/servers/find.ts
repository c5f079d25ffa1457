import type { ApiKeyEntity } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { describeSubject } from "../client/subject";
import { isOtoroshiError, OtoroshiError, type Missing } from "../client/otoroshi-error";
import { describeScope, scopeOfEntity, type Scope } from "../model/scope";
import { entitiesOf } from "../model/entities";
import type { JsonObject } from "../model/json";
import { sameKey } from "./same-key";

/** A key that the server has, wherever it is. */
export interface Found {
  readonly live: ApiKeyEntity;
  /** The declared scope when the key is authorised on it, `undefined` when it was found elsewhere. */
  readonly at: Scope | undefined;
  /** Why it was found elsewhere: the declared scope is gone, or the key is not authorised on it. */
  readonly lost?: "scope" | "api-key-in-scope" | undefined;
}

/** Which thing an error says was not found; `undefined` for errors of any other kind. */
export function missing(error: unknown): Missing | undefined {
  return isOtoroshiError(error, "not-found") ? error.missing : undefined;
}

/**
 * Finds a key in its scope or, when it is not there, anywhere on the server: Otoroshi keeps the keys of a
 * deleted scope, and shows a key that was moved only where it is.
 *
 * @returns `undefined` only when the server, which has proved to be Otoroshi, has no key of this clientId at all
 * @throws OtoroshiError `unexpected` when what says so has not
 */
export async function find(api: ApiKeysApi, scope: Scope, clientId: string): Promise<Found | undefined> {
  try {
    return { live: await sameKey(api, clientId, "api_key", api.get(scope, clientId)), at: scope };
  } catch (error) {
    const what = missing(error);
    if (what === "api-key") return gone(api);
    if (what !== "scope" && what !== "api-key-in-scope") throw error;
    const live = await findAnywhere(api, clientId);
    return live && { live, at: undefined, lost: what };
  }
}

/** Something that answers 404 to everything, a proxy say, must not make a key forgotten. */
async function gone(api: ApiKeysApi): Promise<undefined> {
  await api.prove();
  return undefined;
}

/**
 * A key by its clientId alone; older servers are asked for all keys.
 *
 * @returns `undefined` only when the server, which has proved to be Otoroshi, has none
 */
export async function findAnywhere(api: ApiKeysApi, clientId: string): Promise<ApiKeyEntity | undefined> {
  return (await lookAnywhere(api, clientId)) ?? gone(api);
}

/** The same without a proof, for who only wants to know whether a key is in the way. */
export async function lookAnywhere(api: ApiKeysApi, clientId: string): Promise<ApiKeyEntity | undefined> {
  try {
    return await sameKey(api, clientId, "api_key", api.get(undefined, clientId));
  } catch (error) {
    const what = missing(error);
    if (what === "api-key") return undefined;
    if (what !== "endpoint") throw error;
    return (await api.listAll()).find((one) => one.clientId === clientId);
  }
}

/**
 * Writes to a key wherever it is: in its scope, by its clientId alone or, on older servers, in whichever
 * of its scopes still exists.
 *
 * @throws OtoroshiError `not-found`, `missing: "scope"`, when an older server has the key but none of its scopes
 */
export async function writeTo<T>(
  api: ApiKeysApi,
  { live, at }: Found,
  write: (scope: Scope | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await write(at);
  } catch (error) {
    if (at !== undefined || missing(error) !== "endpoint") throw error;
  }
  const scopes = entitiesOf(live as JsonObject).flatMap((entity) => scopeOfEntity(entity) ?? []);
  for (const scope of scopes) {
    try {
      return await write(scope);
    } catch (error) {
      if (!["scope", "endpoint"].includes(missing(error) ?? "")) throw error;
    }
  }
  const places = scopes.map(describeScope).join(", ");
  throw new OtoroshiError(
    `${describeSubject({ url: api.url, clientId: live.clientId, operation: "" })}: the key exists, but this older ` +
      `Otoroshi can change it only through its scope, and ${places} does not exist any more. Create that scope ` +
      "again, and retry.",
    { code: "not-found", missing: "scope", operation: "patch_api_key" },
  );
}
