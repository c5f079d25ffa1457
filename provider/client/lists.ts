import { isObject } from "../model/json";
import { scopePath } from "../model/scope";
import type { AdminApi } from "./admin-api";
import { apiKey, fitting, list } from "./answers";
import type { ApiKeyEntity } from "./entities";
import { isOtoroshiError, OtoroshiError } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

/**
 * The keys of a list. What is no api key costs the others nothing: it is left out, with a line that names it.
 *
 * @param look reads what the list is of, when it is empty: a server that hides keys from these credentials
 *   answers lists with none, and refuses single reads
 */
export async function listKeys(
  admin: AdminApi,
  subject: Subject,
  look: () => Promise<unknown>,
): Promise<ApiKeyEntity[]> {
  const path = subject.scope === undefined ? "/api/apikeys" : scopePath(subject.scope);
  const items = await admin.send(subject, { method: "GET", path }, list);
  if (items.length === 0) await mustBeVisible(subject, look);
  const keys = items.flatMap((item, index) => {
    const read = fitting(apiKey, item);
    if ("value" in read) return [read.value];
    admin.notify(
      `${describeSubject(subject)}: left out ${nameOf(item, index)}, which is not an api key as this ` +
        `program knows them (${read.misfits})`,
    );
    return [];
  });
  if (keys.length > 0) admin.believe();
  return keys;
}

function nameOf(item: unknown, index: number): string {
  const clientId = isObject(item) ? item["clientId"] : undefined;
  const place = `number ${String(index + 1)} of the list`;
  return typeof clientId === "string" && clientId !== "" ? `'${clientId}', ${place}` : place;
}

async function mustBeVisible(subject: Subject, look: () => Promise<unknown>): Promise<void> {
  try {
    await look();
  } catch (error) {
    // What is simply not there hides nothing.
    if (isOtoroshiError(error, "not-found")) return;
    if (!isOtoroshiError(error, "unauthorized")) throw error;
    const tenant = subject.tenant ?? "default";
    throw new OtoroshiError(
      `${describeSubject(subject)}: the list is empty, but these credentials may not see what is in tenant ` +
        `'${tenant}' (${subject.operation}). Set tenant to the one that the admin key's rights are for, or check ` +
        "its rights.",
      {
        code: "unauthorized",
        operation: subject.operation,
        setting: "tenant",
        ...(error.status === undefined ? {} : { status: error.status }),
      },
    );
  }
}
