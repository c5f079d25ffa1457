import { isObject } from "../model/json";
import { scopePath } from "../model/scope";
import type { AdminApi } from "./admin-api";
import { apiKey, fitting, list } from "./answers";
import type { ApiKeyEntity, ListedKey } from "./entities";
import { parseJson, readJson } from "./json-text";
import { ListItems } from "./list-items";
import { isOtoroshiError, OtoroshiError } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

/** A list that is to be read. */
export interface Listing {
  readonly admin: AdminApi;
  readonly subject: Subject;
  /**
   * Reads what the list is of, when it is empty: a server that hides keys from these credentials answers lists with
   * none, and refuses single reads.
   */
  readonly look: () => Promise<unknown>;
  /** Takes a line about each item that is no api key, which costs the others nothing. */
  readonly leftOut: (line: string) => void;
}

/** The keys of a list. */
export async function listKeys(listing: Listing): Promise<ApiKeyEntity[]> {
  const { admin, subject } = listing;
  const items = await admin.send(subject, { method: "GET", path: pathOf(subject) }, list);
  const read = new Reading<ApiKeyEntity>(subject);
  for (const item of items) read.take(item, (key) => key);
  return read.end(listing);
}

/** The keys of a list of thousands, which takes little more memory than its keys have text. */
export async function listedKeys(listing: Listing): Promise<ListedKey[]> {
  const { admin, subject } = listing;
  let read = new Reading<ListedKey>(subject);
  const items = new ListItems(() => {
    const reading = (read = new Reading<ListedKey>(subject));
    return (text) => reading.take(readJson(text.toString()), (key) => listed(key, text));
  });
  await admin.list(subject, pathOf(subject), items);
  return read.end(listing);
}

function listed({ clientId, clientName }: ApiKeyEntity, text: Buffer): ListedKey {
  return { clientId, clientName, read: () => parseJson(text.toString()) as ApiKeyEntity };
}

function pathOf({ scope }: Subject): string {
  return scope === undefined ? "/api/apikeys" : scopePath(scope);
}

/** What was read of a list so far. */
class Reading<K> {
  readonly #keys: K[] = [];
  readonly #lines: string[] = [];
  #count = 0;

  constructor(private readonly subject: Subject) {}

  /** @param kept what is kept of a key */
  take(item: unknown, kept: (key: ApiKeyEntity) => K): void {
    const read = fitting(apiKey, item);
    if ("value" in read) this.#keys.push(kept(read.value));
    else {
      this.#lines.push(
        `${describeSubject(this.subject)}: skipped ${nameOf(item, this.#count)}, which is not a valid api key ` +
          `(invalid: ${read.misfits})`,
      );
    }
    this.#count += 1;
  }

  /** The keys of the whole list. */
  async end({ admin, subject, look, leftOut }: Listing): Promise<K[]> {
    if (this.#count === 0) await mustBeVisible(subject, look);
    this.#lines.forEach(leftOut);
    if (this.#keys.length > 0) admin.believe();
    return this.#keys;
  }
}

function nameOf(item: unknown, index: number): string {
  const clientId = isObject(item) ? item["clientId"] : undefined;
  const place = `item ${String(index + 1)} of the list`;
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
      `${describeSubject(subject)}: the list is empty, but these credentials are not authorised in tenant ` +
        `'${tenant}' (${subject.operation}). Set tenant to the admin key's tenant, or check the admin key's rights.`,
      {
        code: "unauthorized",
        operation: subject.operation,
        setting: "tenant",
        ...(error.status === undefined ? {} : { status: error.status }),
      },
    );
  }
}
