import type { AdminApi } from "./admin-api";
import type { ApiKeyEntity } from "./entities";
import { isOtoroshiError, OtoroshiError } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

/** Whether there is a key of a clientId. */
export type Exists = (clientId: string) => Promise<boolean>;

/** Whether a server replaces an existing key by one that is created with its clientId: before 16.5. */
export async function mayOverwrite(admin: AdminApi): Promise<boolean> {
  const [, major, minor] = /^v?(\d+)\.(\d+)/u.exec((await toldVersion(admin)) ?? "") ?? [];
  return !(Number(major) > 16 || (Number(major) === 16 && Number(minor) >= 5));
}

/** Rights that are limited to a tenant may not reach the version: then it is not known. */
async function toldVersion(admin: AdminApi): Promise<string | undefined> {
  try {
    return await admin.version();
  } catch (error) {
    if (isOtoroshiError(error, "unauthorized")) return undefined;
    throw error;
  }
}

/**
 * @param exists asked only where the server may overwrite
 * @throws OtoroshiError of the code `already-exists` when a creation would overwrite a key
 */
export async function mustBeFree(admin: AdminApi, subject: Subject, exists: Exists): Promise<void> {
  const { clientId, operation } = subject;
  if (clientId === undefined || !(await mayOverwrite(admin)) || !(await exists(clientId))) return;
  throw new OtoroshiError(
    `${describeSubject(subject)}: a key with this clientId exists already, and this server would overwrite it ` +
      `(${operation}). Choose another clientId, or update the existing key. Nothing was changed.`,
    { code: "already-exists", operation },
  );
}

/** Looks for a key by its clientId or, on servers of 1.4, in the list of all keys. */
export async function existsOn(
  api: { get(scope: undefined, clientId: string): Promise<ApiKeyEntity>; listAll(): Promise<ApiKeyEntity[]> },
  clientId: string,
): Promise<boolean> {
  try {
    await api.get(undefined, clientId);
    return true;
  } catch (error) {
    if (!isOtoroshiError(error, "not-found")) throw error;
    if (error.missing !== "endpoint") return false;
    return (await api.listAll()).some((one) => one.clientId === clientId);
  }
}
