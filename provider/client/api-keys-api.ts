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

/** The body of a creation or an update: the server's JSON, with at least `clientName`. */
export type ApiKeyBody = Readonly<Record<string, unknown>>;

/** How `create` treats a `clientId` that may be in use. */
export interface CreateOptions {
  /**
   * Whether to look for a key with this `clientId` first, on servers that would overwrite it; default `false`. Pass
   * a function that tells whether the key exists if you already have a list of all keys.
   */
  readonly lookFirst?: boolean | ((clientId: string) => Promise<boolean>) | undefined;
}

/**
 * Otoroshi's admin API for API keys. Unless noted otherwise, every method sends one request. Failures reject
 * with an `OtoroshiError`. GET, PUT and DELETE are retried after a lost connection. A request that the server
 * throttles is retried in the server's next window, whatever its method.
 */
export class ApiKeysApi {
  readonly #admin: AdminApi;
  readonly #groups: GroupOfKey;
  readonly #notify: Notify = (line) => this.#admin.notify(line);

  /**
   * @param connection where the server is and how to authenticate
   * @param notify receives a line when requests wait for the server's throttle for more than 5 s, and when a
   *   list contains an item that is not an API key
   * @throws OtoroshiError with the code `invalid` if the connection is not valid
   */
  constructor(connection: Connection, notify?: Notify) {
    this.#admin = new AdminApi(connection, notify);
    this.#groups = new GroupOfKey(this.#admin, (scope, clientId) => this.get(scope, clientId));
  }

  /** Base URL of the server. */
  get url(): string {
    return this.#admin.url;
  }

  /** Whether this object has received an answer that proves that the server is an Otoroshi. */
  get proven(): boolean {
    return this.#admin.proven;
  }

  /**
   * Verifies that the server is an Otoroshi, in at most two requests, or none if it is `proven` already.
   *
   * @throws OtoroshiError with the code `unexpected` if something else answers
   */
  prove(): Promise<void> {
    return this.#admin.prove();
  }

  /** The server's version, such as `17.17.0`; `undefined` before 16.10, which does not report it. Requested once. */
  version(): Promise<string | undefined> {
    return this.#admin.version();
  }

  /** Whether the server overwrites an existing key when one with the same `clientId` is created, as before 16.5. */
  mayOverwrite(): Promise<boolean> {
    return mayOverwrite(this.#admin);
  }

  /** Whether a scope exists. Reads the group, service, route or API itself. */
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
   * The ids of all scopes of the same kind, in one request.
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
   * All API keys of the server (`all_api_keys`). Items that are not API keys are left out and reported to `notify`.
   * If the list is empty, the admin key is read as well, because the server hides keys from credentials without
   * rights to the tenant.
   */
  listAll(): Promise<ApiKeyEntity[]> {
    return listKeys(this.#listOfAll());
  }

  /**
   * The API keys authorised on a scope (`api_keys`, `api_keys_from_group`), in the same form as `listAll`. If the
   * list is empty, the scope is read as well. The lists of routes and APIs in Otoroshi 17 are always empty. For
   * these, the scope is read, and its keys are taken from the list of all keys.
   */
  async list(scope: Scope): Promise<ApiKeyEntity[]> {
    const listing = this.#listOf(scope);
    if (hasList(scope)) return listKeys(listing);
    await this.#read(scope);
    const entity = entityOf(scope);
    return (await this.listAll()).filter((one) => one.authorizedEntities?.includes(entity));
  }

  /**
   * The same keys as `list`, or `listAll` without a scope, for lists of thousands. Each key has its names, and
   * parses the rest on demand. The response is split as it arrives; each key's text, about a kilobyte, is kept.
   *
   * @param leftOut receives a line about each item that is not an API key; default: `notify` of the constructor
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
   * Creates an API key (`create_api_key`, `create_api_key_from_group`). Otoroshi 16.5 and later rejects a
   * `clientId` that exists. **Older servers silently overwrite that key**, including its secret and scope,
   * and answer as if it were new. With `lookFirst`, up to three more requests look for the key first, and an
   * existing one is an `already-exists` error.
   *
   * @param apiKey the server's JSON; `clientId` and `clientSecret` are generated if absent
   * @returns the created key; the server silently drops what it does not understand
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
   * An API key (`api_key`, `api_key_from_group`). Without a scope, here and in the methods below, the
   * key is addressed by its `clientId` alone, which Otoroshi 1.4 does not support (`missing` is `endpoint`).
   */
  get(scope: Scope | undefined, clientId: string): Promise<ApiKeyEntity> {
    return this.#onKey("api_key", scope, clientId, answers.apiKey, { method: "GET" });
  }

  /** Replaces a whole API key by PUT (`update_api_key`, `update_api_key_from_group`). */
  update(scope: Scope | undefined, clientId: string, apiKey: ApiKeyBody): Promise<ApiKeyEntity> {
    const call = { method: "PUT", json: apiKey } as const;
    return this.#onKey("update_api_key", scope, clientId, answers.apiKey, call, mustBeObject);
  }

  /**
   * Changes an API key by JSON Patch (`patch_api_key`, `patch_api_key_from_group`).
   *
   * @param operations RFC 6902; applied completely or not at all
   */
  patch(
    scope: Scope | undefined,
    clientId: string,
    operations: readonly PatchOperation[],
  ): Promise<ApiKeyEntity> {
    const call = { method: "PATCH", json: operations } as const;
    return this.#onKey("patch_api_key", scope, clientId, answers.apiKey, call, mustBePatch);
  }

  /** Deletes an API key (`delete_api_key`, `delete_api_key_from_group`). */
  async delete(scope: Scope | undefined, clientId: string): Promise<void> {
    await this.#onKey("delete_api_key", scope, clientId, answers.deleted, { method: "DELETE" });
  }

  /**
   * How much of its quotas a key has used (`api_key_quotas`, `api_key_from_group_quotas`). For a key with a
   * `throttlingStrategy`, the result is correct only without a scope. For a route or an API, Otoroshi 17 answers 404.
   */
  quotas(scope: Scope | undefined, clientId: string): Promise<Quotas> {
    const call = { method: "GET", below: "/quotas" } as const;
    return this.#onKey("api_key_quotas", scope, clientId, answers.quotas, call);
  }

  /**
   * Resets the used quotas of a key to zero (`reset_api_key_quotas`, `reset_api_key_from_group_quotas`), with
   * the same limitations as `quotas`. With a scope, the answer of Otoroshi 17 contains the wrong value
   * `remainingCallsPerWindow: 0`; call `quotas` afterwards for the correct one.
   */
  resetQuotas(scope: Scope | undefined, clientId: string): Promise<Quotas> {
    const call = { method: "DELETE", below: "/quotas" } as const;
    return this.#onKey("reset_api_key_quotas", scope, clientId, answers.quotas, call);
  }

  /**
   * The group of an API key of a service (`api_key_group`). Otoroshi 1.5 and later do not have this endpoint.
   * There, the result is the first of the service's groups that the key is authorised on, or else the service's
   * first group, and takes three more requests.
   */
  async group(scope: { readonly serviceId: string }, clientId: string): Promise<GroupEntity> {
    const needs = { scope: true, clientId: true } as const;
    const subject = this.#about("api_key_group", scope, clientId, needs);
    if (subject.scope?.serviceId === undefined) throw invalidCall(subject, "the scope must be {serviceId}");
    return this.#groups.find(subject);
  }

  /** The groups of a service. */
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
