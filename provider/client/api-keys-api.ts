import { isObject } from "../model/json";
import * as answers from "./answers";
import type { ApiKeyEntity, GroupEntity, Quotas } from "./answers";
import { baseUrl, type Connection } from "./connection";
import { describeSubject, type Subject } from "./failure";
import { requestJson, type ApiRequest } from "./http";
import { isOtoroshiError, OtoroshiError } from "./otoroshi-error";
import { isScope, operationName, scopeId, scopePath, type Scope } from "../model/scope";
import type { PatchOperation } from "../model/json-patch";
import type { Notify } from "./throttle";

/** What a key is created or updated from: the server's JSON, `clientName` at least. */
export type ApiKeyBody = Readonly<Record<string, unknown>>;

/**
 * Otoroshi's admin API for api keys. Every method sends one request unless said otherwise and rejects
 * with an `OtoroshiError` on any failure. GET, PUT and DELETE are repeated after a lost connection; a
 * request refused by the server's throttle waits for its next window, whatever its method.
 */
export class ApiKeysApi {
  private readonly connection: Connection;
  private groupEndpoint = true;

  /**
   * @param connection where the server is and how to authenticate
   * @param notify takes a line when requests wait for the server's throttle for more than 5 s
   * @throws OtoroshiError of the code `invalid` when the URL is none or a credential is missing
   */
  constructor(
    connection: Connection,
    private readonly notify?: Notify,
  ) {
    this.connection = { ...connection, url: checkedUrl(connection) };
  }

  /** Base URL of the server. */
  get url(): string {
    return this.connection.url;
  }

  /** All api keys of the server (`all_api_keys`). */
  async listAll(): Promise<ApiKeyEntity[]> {
    const subject = this.subject("all_api_keys");
    return answers.readApiKeys(subject, await this.request(subject, "GET", "/api/apikeys"));
  }

  /**
   * The api keys authorised on a scope (`api_keys`, `api_keys_from_group`). Of a route, Otoroshi 17 always
   * answers with none.
   */
  async list(scope: Scope): Promise<ApiKeyEntity[]> {
    const subject = this.subject("api_keys", scope);
    return answers.readApiKeys(subject, await this.request(subject, "GET", this.path(subject)));
  }

  /**
   * Creates an api key (`create_api_key`, `create_api_key_from_group`).
   *
   * @param apiKey the server's JSON; `clientId` and `clientSecret` are generated when absent
   * @returns the key as created; the server drops, without saying so, what it does not understand
   */
  async create(scope: Scope, apiKey: ApiKeyBody): Promise<ApiKeyEntity> {
    const clientId = typeof apiKey["clientId"] === "string" ? apiKey["clientId"] : undefined;
    const subject = this.subject("create_api_key", scope, clientId);
    mustBeObject(subject, apiKey);
    return answers.readApiKey(subject, await this.request(subject, "POST", scopePath(scope), apiKey));
  }

  /**
   * An api key (`api_key`, `api_key_from_group`). Without a scope, here and in `patch` and `delete`, the
   * key is addressed by its clientId alone, which older servers do not know (`missing` is `endpoint`).
   */
  async get(scope: Scope | undefined, clientId: string): Promise<ApiKeyEntity> {
    const subject = this.subject("api_key", scope, clientId);
    return answers.readApiKey(subject, await this.request(subject, "GET", this.path(subject)));
  }

  /** Replaces a whole api key by PUT (`update_api_key`, `update_api_key_from_group`). */
  async update(scope: Scope, clientId: string, apiKey: ApiKeyBody): Promise<ApiKeyEntity> {
    const subject = this.subject("update_api_key", scope, clientId);
    mustBeObject(subject, apiKey);
    return answers.readApiKey(subject, await this.request(subject, "PUT", this.path(subject), apiKey));
  }

  /**
   * Changes an api key by JSON Patch (`patch_api_key`, `patch_api_key_from_group`).
   *
   * @param operations RFC 6902; applied as a whole or not at all
   */
  async patch(
    scope: Scope | undefined,
    clientId: string,
    operations: readonly PatchOperation[],
  ): Promise<ApiKeyEntity> {
    const subject = this.subject("patch_api_key", scope, clientId);
    mustBePatch(subject, operations);
    return answers.readApiKey(subject, await this.request(subject, "PATCH", this.path(subject), operations));
  }

  /** Deletes an api key (`delete_api_key`, `delete_api_key_from_group`). */
  async delete(scope: Scope | undefined, clientId: string): Promise<void> {
    const subject = this.subject("delete_api_key", scope, clientId);
    answers.readDeleted(subject, await this.request(subject, "DELETE", this.path(subject)));
  }

  /**
   * How much of its quotas a key has used (`api_key_quotas`, `api_key_from_group_quotas`). Of a route,
   * Otoroshi 17 answers with 404.
   */
  async quotas(scope: Scope, clientId: string): Promise<Quotas> {
    const subject = this.quotaSubject("", scope, clientId);
    return answers.readQuotas(subject, await this.request(subject, "GET", `${this.path(subject)}/quotas`));
  }

  /**
   * Sets the used quotas of a key to zero (`reset_api_key_quotas`, `reset_api_key_from_group_quotas`).
   * What Otoroshi 17 answers says `remainingCallsPerWindow: 0`; `quotas` tells the truth afterwards.
   */
  async resetQuotas(scope: Scope, clientId: string): Promise<Quotas> {
    const subject = this.quotaSubject("reset_", scope, clientId);
    return answers.readQuotas(subject, await this.request(subject, "DELETE", `${this.path(subject)}/quotas`));
  }

  /**
   * The group of an api key of a service (`api_key_group`). Recent servers no longer have the endpoint:
   * there it is the first of the service's groups that the key is authorised on, or else the service's
   * first, in three requests more.
   */
  async group(scope: { readonly serviceId: string }, clientId: string): Promise<GroupEntity> {
    const subject = this.subject("api_key_group", scope, clientId);
    if (this.groupEndpoint) {
      try {
        return answers.readGroup(subject, await this.request(subject, "GET", `${this.path(subject)}/group`));
      } catch (error) {
        if (!isOtoroshiError(error, "not-found") || error.missing !== "endpoint") throw error;
        this.groupEndpoint = false;
      }
    }
    return this.groupOfService(subject, scope, clientId);
  }

  private async groupOfService(subject: Subject, scope: Scope, clientId: string): Promise<GroupEntity> {
    const service = encodeURIComponent(scopeId(scope));
    const [apiKey, { groups }] = await Promise.all([
      this.get(scope, clientId),
      this.request(subject, "GET", `/api/services/${service}`).then((answer) =>
        answers.readService(subject, answer),
      ),
    ]);
    const authorized = new Set(apiKey.authorizedEntities ?? []);
    const group = groups.find((one) => authorized.has(`group_${one}`)) ?? groups[0];
    if (group === undefined) {
      throw new OtoroshiError(`${describeSubject(subject)}: its service is in no group (api_key_group).`, {
        code: "not-found",
        missing: "scope",
        operation: subject.operation,
      });
    }
    const found = this.subject("api_key_group", { groupId: group });
    return answers.readGroup(
      found,
      await this.request(found, "GET", `/api/groups/${encodeURIComponent(group)}`),
    );
  }

  private subject(operation: string, scope?: Scope, clientId?: string): Subject {
    mustBeScope(operation, scope);
    const named =
      scope === undefined || operation === "api_key_group" ? operation : operationName(operation, scope);
    return { operation: named, url: this.url, scope, clientId };
  }

  private quotaSubject(prefix: "" | "reset_", scope: Scope, clientId: string): Subject {
    mustBeScope(`${prefix}api_key_quotas`, scope);
    return {
      operation: `${prefix}${operationName("api_key", scope)}_quotas`,
      url: this.url,
      scope,
      clientId,
    };
  }

  private path(subject: Subject): string {
    const keys = subject.scope === undefined ? "/api/apikeys" : scopePath(subject.scope);
    return subject.clientId === undefined ? keys : `${keys}/${encodeURIComponent(subject.clientId)}`;
  }

  /** Sends a request to any path of the admin API with this connection's credentials. */
  private request(
    subject: Subject,
    method: ApiRequest["method"],
    path: string,
    json?: unknown,
  ): Promise<unknown> {
    for (const id of [subject.clientId, subject.scope && scopeId(subject.scope)])
      mustBeAddressable(subject, id);
    return requestJson(this.connection, { method, path, subject, json }, this.notify);
  }
}

function checkedUrl({ url, clientId, clientSecret }: Connection): string {
  const invalid = (what: string): OtoroshiError =>
    new OtoroshiError(`Otoroshi's connection: ${what}`, { code: "invalid", operation: "connect" });
  if (typeof clientId !== "string" || clientId === "") throw invalid("clientId must be given");
  if (typeof clientSecret !== "string" || clientSecret === "") throw invalid("clientSecret must be given");
  try {
    return baseUrl(url);
  } catch (error) {
    throw invalid(`url ${(error as Error).message}`);
  }
}

function mustBeScope(operation: string, scope: Scope | undefined): void {
  if (scope === undefined || isScope(scope)) return;
  throw new OtoroshiError(
    `a scope is exactly one of {serviceId}, {groupId} and {routeId} (${operation}). Nothing was sent.`,
    { code: "invalid", operation },
  );
}

/** `.` and `..` vanish when a URL is normalised, and an empty id addresses the list. */
function mustBeAddressable(subject: Subject, id: string | undefined): void {
  if (id === undefined || !["", ".", ".."].includes(id)) return;
  throw invalidRequest(subject, `'${id}' cannot be an id in a path`);
}

function mustBeObject(subject: Subject, apiKey: unknown): void {
  if (!isObject(apiKey)) throw invalidRequest(subject, "an api key must be an object");
}

function mustBePatch(subject: Subject, operations: unknown): void {
  const patch =
    Array.isArray(operations) &&
    operations.every(
      (one: unknown) => isObject(one) && typeof one["op"] === "string" && typeof one["path"] === "string",
    );
  if (!patch) throw invalidRequest(subject, "a patch must be a list of RFC 6902 operations");
}

function invalidRequest(subject: Subject, what: string): OtoroshiError {
  return new OtoroshiError(`${describeSubject(subject)}: ${what} (${subject.operation}). Nothing was sent.`, {
    code: "invalid",
    operation: subject.operation,
  });
}
