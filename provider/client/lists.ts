import { isObject } from "../model/json";
import { scopePath } from "../model/scope";
import type { AdminApi } from "./admin-api";
import { apiKey, fitting, list, type Fit } from "./answers";
import type { ApiKeyEntity, ListedKey } from "./entities";
import { parseJson, readJson } from "./json-text";
import { itemTexts } from "./list-items";
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
  const items = await admin.send(subject, callOf(subject), list);
  const leftOut = (line: string): void => admin.notify(line);
  return keysIn({ admin, subject, look, leftOut }, items, (item: unknown) => ({ item, kept: (key) => key }));
}

/** A list that is to be read. */
export interface Listing {
  readonly admin: AdminApi;
  readonly subject: Subject;
  /** Reads what the list is of, when it is empty; see `listKeys`. */
  readonly look: () => Promise<unknown>;
  /** Takes a line about each item that is no api key. */
  readonly leftOut: (line: string) => void;
}

/** The keys of a list like `listKeys`, for lists of thousands: they cost little more memory than their text. */
export async function listedKeys(listing: Listing): Promise<ListedKey[]> {
  const { admin, subject } = listing;
  const texts = await admin.read<string[]>(subject, callOf(subject), textsIn, list);
  return keysIn(listing, texts, (text: string) => ({
    item: readJson(text),
    kept: ({ clientId, clientName }) => ({
      clientId,
      clientName,
      read: () => parseJson(text) as ApiKeyEntity,
    }),
  }));
}

function textsIn(text: string): Fit<string[]> {
  const texts = itemTexts(text);
  return texts === undefined ? { misfits: "the whole" } : { value: texts };
}

function callOf({ scope }: Subject): { readonly method: "GET"; readonly path: string } {
  return { method: "GET", path: scope === undefined ? "/api/apikeys" : scopePath(scope) };
}

async function keysIn<I, K>(
  { admin, subject, look, leftOut }: Listing,
  items: readonly I[],
  readIn: (item: I) => { readonly item: unknown; readonly kept: (key: ApiKeyEntity) => K },
): Promise<K[]> {
  if (items.length === 0) await mustBeVisible(subject, look);
  const keys = items.flatMap((one, index): K[] => {
    const { item, kept } = readIn(one);
    const read = fitting(apiKey, item);
    if ("value" in read) return [kept(read.value)];
    leftOut(
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
        `'${tenant}'. Set tenant to the one that the admin key's rights are for, or check ` +
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
