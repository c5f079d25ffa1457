import { isObject } from "../model/json";
import { entityOf, scopeEntityPath, scopeOperation, scopePath, scopesPath, type Scope } from "../model/scope";
import { AdminApi, type Call } from "./admin-api";
import * as answers from "./answers";
import { checkedSubject, invalidCall, mustBeObject, mustBePatch } from "./call-checks";
import type { ApiKeyEntity, GroupEntity, ListedKey, Quotas } from "./entities";
import type { Connection } from "./connection";
import { GroupOfKey } from "./group-of-key";
import { listedKeys, listKeys, type Listing } from "./lists";
import { isOtoroshiError } from "./otoroshi-error";
import { existsOn, mayOverwrite, mustBeFree, type Exists } from "./overwriting";
import type { PatchOperation } from "../model/json-patch";
import type { Subject } from "./subject";
import type { Notify } from "./throttle";

/** What a key is created or updated from: the server's JSON, `clientName` at least. */
export type ApiKeyBody = Readonly<Record<string, unknown>>;

/** How `create` treats a clientId that may be taken. */
export interface CreateOptions {
  /**
   * Whether to look for a key of the clientId first, on servers that would overwrite it; default `false`. A
   * function answers whether there is one, for callers who have a list of all keys already.
   */
  readonly lookFirst?: boolean | ((clientId: string) => Promise<boolean>) | undefined;
}

/**
 * Otoroshi's admin API for api keys. Every method sends one request unless said otherwise and rejects
 * with an `OtoroshiError` on any failure. GET, PUT and DELETE are repeated after a lost connection; a
 * request refused by the server's throttle waits for its next window, whatever its method.
 */
export class ApiKeysApi {
  readonly #admin: AdminApi;
  readonly #groups: GroupOfKey;
  readonly #notify: Notify = (line) => this.#admin.notify(line);

  /**
   * @param connection where the server is and how to authenticate
   * @param notify takes a line when requests wait for the server's throttle for more than 5 s, and when a
   *   list holds something that is no api key
   * @throws OtoroshiError of the code `invalid` for a connection that cannot be used
   */
  constructor(connection: Connection, notify?: Notify) {
    this.#admin = new AdminApi(connection, notify);
    this.#groups = new GroupOfKey(this.#admin, (scope, clientId) => this.get(scope, clientId));
  }

  /** Base URL of the server. */
  get url(): string {
    return this.#admin.url;
  }

  /** Whether this server has answered as only an Otoroshi does, since this object was made. */
  get proven(): boolean {
    return this.#admin.proven;
  }

  /**
   * Makes sure that the server is an Otoroshi, in at most two requests; none when it is `proven`.
   *
   * @throws OtoroshiError of the code `unexpected` when something else answers
   */
  prove(): Promise<void> {
    return this.#admin.prove();
  }

  /** The server's release, such as `17.17.0`; `undefined` before 16.10, which does not tell. Asked once. */
  version(): Promise<string | undefined> {
    return this.#admin.version();
  }

  /** Whether the server replaces an existing key by one that is created with its clientId: before 16.5. */
  mayOverwrite(): Promise<boolean> {
    return mayOverwrite(this.#admin);
  }

  /** Whether a scope exists: the group, service, route or API itself is read. */
  async scopeExists(scope: Scope): Promise<boolean> {
    try {
      await this.#read(scope);
      return true;
    } catch (error) {
      if (isOtoroshiError(error, "not-found") && error.missing === "scope") return false;
      throw error;
    }
  }

  /**
   * The ids of all scopes of a kind, in one request.
   *
   * @param scope any scope of that kind
   */
  async scopeIds(scope: Scope): Promise<ReadonlySet<string>> {
    const subject = this.#about("api_keys", scope, undefined, { scope: true });
    const listing = { ...subject, operation: `${scopeOperation(scope)}s` };
    const all = await this.#admin.send(listing, { method: "GET", path: scopesPath(scope) }, answers.list);
    return new Set(all.flatMap((one) => (isObject(one) && typeof one["id"] === "string" ? one["id"] : [])));
  }

  /**
   * All api keys of the server (`all_api_keys`). What is no api key in the list is left out and `notify` told.
   * An empty list is followed by a read of the admin key: a server hides keys from credentials whose rights
   * do not reach the tenant.
   */
  listAll(): Promise<ApiKeyEntity[]> {
    return listKeys(this.#listOfAll());
  }

  /**
   * The api keys authorised on a scope (`api_keys`, `api_keys_from_group`), as `listAll` gives them; an empty
   * list is followed by a read of the scope. Otoroshi 17 has lists of routes and of APIs too, but they never
   * hold a key: there the scope is read, and its keys are taken from the list of all keys.
   */
  async list(scope: Scope): Promise<ApiKeyEntity[]> {
    const listing = this.#listOf(scope);
    if (hasList(scope)) return listKeys(listing);
    await this.#read(scope);
    const entity = entityOf(scope);
    return (await this.listAll()).filter((one) => one.authorizedEntities?.includes(entity));
  }

  /**
   * The keys of `list`, or of `listAll` without a scope, for lists of thousands: of each key its names, and the rest
   * when it is asked for. What arrives is divided at once; kept is each key's text, about a kilobyte.
   *
   * @param leftOut takes a line about each item that is no api key; `notify` of the constructor by default
   */
  async listed(scope?: Scope, leftOut?: Notify): Promise<ListedKey[]> {
    const listing = scope === undefined ? this.#listOfAll(leftOut) : this.#listOf(scope, leftOut);
    if (scope === undefined || hasList(scope)) return listedKeys(listing);
    await this.#read(scope);
    const entity = entityOf(scope);
    return (await this.listed(undefined, leftOut)).filter((one) =>
      one.read().authorizedEntities?.includes(entity),
    );
  }

  /**
   * Creates an api key (`create_api_key`, `create_api_key_from_group`). A server from 16.5 on refuses a
   * clientId that exists. **An older one silently replaces that key**, its secret and its scope too,
   * and answers as to any creation; with `lookFirst` the key is looked for before, in up to three requests
   * more, and found means `already-exists`.
   *
   * @param apiKey the server's JSON; `clientId` and `clientSecret` are generated when absent
   * @returns the key as created; the server drops, without saying so, what it does not understand
   */
  async create(scope: Scope, apiKey: ApiKeyBody, { lookFirst }: CreateOptions = {}): Promise<ApiKeyEntity> {
    const operation = this.#about("create_api_key", scope, undefined, { scope: true });
    mustBeObject(operation, apiKey);
    const clientId = apiKey["clientId"] ?? undefined;
    const subject = this.#about("create_api_key", scope, clientId as string | undefined, { scope: true });
    const look: Exists | undefined = lookFirst === true ? (id) => existsOn(this, id) : lookFirst || undefined;
    if (look !== undefined) await mustBeFree(this.#admin, subject, look);
    return this.#admin.send(
      subject,
      { method: "POST", path: scopePath(scope), json: apiKey },
      answers.apiKey,
    );
  }

  /**
   * An api key (`api_key`, `api_key_from_group`). Without a scope, here and in the methods below, the
   * key is addressed by its clientId alone, which servers of 1.4 do not know (`missing` is `endpoint`).
   */
  get(scope: Scope | undefined, clientId: string): Promise<ApiKeyEntity> {
    return this.#onKey("api_key", scope, clientId, answers.apiKey, { method: "GET" });
  }

  /** Replaces a whole api key by PUT (`update_api_key`, `update_api_key_from_group`). */
  update(scope: Scope | undefined, clientId: string, apiKey: ApiKeyBody): Promise<ApiKeyEntity> {
    const call = { method: "PUT", json: apiKey } as const;
    return this.#onKey("update_api_key", scope, clientId, answers.apiKey, call, mustBeObject);
  }

  /**
   * Changes an api key by JSON Patch (`patch_api_key`, `patch_api_key_from_group`).
   *
   * @param operations RFC 6902; applied as a whole or not at all
   */
  patch(
    scope: Scope | undefined,
    clientId: string,
    operations: readonly PatchOperation[],
  ): Promise<ApiKeyEntity> {
    const call = { method: "PATCH", json: operations } as const;
    return this.#onKey("patch_api_key", scope, clientId, answers.apiKey, call, mustBePatch);
  }

  /** Deletes an api key (`delete_api_key`, `delete_api_key_from_group`). */
  async delete(scope: Scope | undefined, clientId: string): Promise<void> {
    await this.#onKey("delete_api_key", scope, clientId, answers.deleted, { method: "DELETE" });
  }

  /**
   * How much of its quotas a key has used (`api_key_quotas`, `api_key_from_group_quotas`). Right for a key with
   * a `throttlingStrategy` only without a scope; of a route or an API, Otoroshi 17 answers with 404.
   */
  quotas(scope: Scope | undefined, clientId: string): Promise<Quotas> {
    const call = { method: "GET", below: "/quotas" } as const;
    return this.#onKey("api_key_quotas", scope, clientId, answers.quotas, call);
  }

  /**
   * Sets the used quotas of a key to zero (`reset_api_key_quotas`, `reset_api_key_from_group_quotas`); with
   * the same limits as `quotas`. With a scope, what Otoroshi 17 answers says `remainingCallsPerWindow: 0`;
   * `quotas` tells the truth afterwards.
   */
  resetQuotas(scope: Scope | undefined, clientId: string): Promise<Quotas> {
    const call = { method: "DELETE", below: "/quotas" } as const;
    return this.#onKey("reset_api_key_quotas", scope, clientId, answers.quotas, call);
  }

  /**
   * The group of an api key of a service (`api_key_group`). Servers from 1.5 on do not have the endpoint:
   * there it is the first of the service's groups that the key is authorised on, or else the service's
   * first, in three requests more.
   */
  async group(scope: { readonly serviceId: string }, clientId: string): Promise<GroupEntity> {
    const needs = { scope: true, clientId: true } as const;
    const subject = this.#about("api_key_group", scope, clientId, needs);
    if (subject.scope?.serviceId === undefined)
      throw invalidCall(subject, "only a service's key is asked for");
    return this.#groups.find(subject);
  }

  /** The groups that a service is in. */
  async groupsOf(scope: { readonly serviceId: string }): Promise<readonly string[]> {
    const subject = this.#about("api_keys", scope, undefined, { scope: true });
    const call = { method: "GET", path: scopeEntityPath(scope) } as const;
    const { groups } = await this.#admin.send(
      { ...subject, operation: scopeOperation(scope) },
      call,
      answers.service,
    );
    return groups;
  }

  #listOfAll(leftOut = this.#notify): Listing {
    const look = (): Promise<unknown> => this.get(undefined, this.#admin.clientId);
    return { admin: this.#admin, subject: this.#about("all_api_keys"), look, leftOut };
  }

  #listOf(scope: Scope, leftOut = this.#notify): Listing {
    const subject = this.#about("api_keys", scope, undefined, { scope: true });
    return { admin: this.#admin, subject, look: () => this.scopeExists(scope), leftOut };
  }

  #about(...[operation, scope, clientId, needs = {}]: AboutArguments): Subject {
    return checkedSubject(this.#admin, operation, scope, clientId, needs);
  }

  /** Reads a scope itself. */
  async #read(scope: Scope): Promise<void> {
    const subject = this.#about("api_keys", scope, undefined, { scope: true });
    const reading = { ...subject, operation: scopeOperation(scope) };
    await this.#admin.send(reading, { method: "GET", path: scopeEntityPath(scope) }, answers.entity);
  }

  async #onKey<T>(
    operation: string,
    scope: Scope | undefined,
    clientId: string,
    expected: answers.Expected<T>,
    { method, json, below = "" }: Omit<Call, "path"> & { readonly below?: string },
    check?: (subject: Subject, json: unknown) => void,
  ): Promise<T> {
    const subject = this.#about(operation, scope, clientId, { clientId: true });
    check?.(subject, json);
    const keys = scope === undefined ? "/api/apikeys" : scopePath(scope);
    const path = `${keys}/${encodeURIComponent(clientId)}${below}`;
    return this.#admin.send(subject, { method, path, json }, expected);
  }
}

/** Whether a scope's own list holds its keys. */
function hasList(scope: Scope): boolean {
  return scope.routeId === undefined && scope.apiId === undefined;
}

type AboutArguments = [
  operation: string,
  scope?: Scope,
  clientId?: string,
  needs?: { readonly scope?: true; readonly clientId?: true },
];
