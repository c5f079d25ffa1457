import { describeScope, operationName, type Scope } from "../model/scope";

/** What a request is about, for the message of its failure. */
export interface Subject {
  /** The operation's name in the API document. */
  readonly operation: string;
  /** Base URL of the server. */
  readonly url: string;
  readonly scope?: Scope | undefined;
  readonly clientId?: string | undefined;
  /** The tenant that the connection asks for. */
  readonly tenant?: string | undefined;
}

/** The key, the scope and the server that a message is about. */
export function describeSubject({ url, scope, clientId }: Subject): string {
  const key = clientId === undefined ? "api keys" : `api key '${clientId}'`;
  const place = scope === undefined ? "" : ` of ${describeScope(scope)}`;
  return `${key}${place} on ${url}`;
}

/** An operation's name in the API document, for a scope or without one. */
export function operationOn(operation: string, scope: Scope | undefined): string {
  if (scope === undefined || operation === "api_key_group") return operation;
  const [, prefix = "", suffix = ""] = /^(reset_)?api_key(_quotas)$/u.exec(operation) ?? [];
  return suffix === ""
    ? operationName(operation, scope)
    : `${prefix}${operationName("api_key", scope)}${suffix}`;
}
