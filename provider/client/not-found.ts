import { scopeId, scopeOperation } from "../model/scope";
import type { Missing } from "./otoroshi-error";
import type { Subject } from "./subject";

/** What handlers of a server put into the body of a 404. */
export interface Told {
  readonly error: string;
  readonly description?: string | undefined;
}

/**
 * What a handler's 404 says is missing, or `undefined` when it is none of the sentences that Otoroshi says
 * about this very key and scope: then somebody else has answered, a proxy say, and nothing is known.
 *
 * The sentences are those of 1.4, 1.5 and 17, word for word: keys are forgotten on the strength of them.
 */
export function missingIn(subject: Subject, told: Told): Missing | undefined {
  // Of a route or an API, a missing scope and a missing key are told alike. When both have one id, believing
  // in the scope's absence makes the caller look further; believing in the key's would lose it.
  if (scopeSentences(subject).includes(told.error)) return "scope";
  if (isMissingKey(subject, told)) return "api-key";
  if (isElsewhere(subject, told)) return "api-key-in-scope";
  return isMissingEntity(subject, told) ? "scope" : undefined;
}

function scopeSentences({ scope, operation }: Subject): string[] {
  if (scope === undefined) return [];
  const id = scopeId(scope);
  // Of a service as well: 1.4 creates its keys in the service's group, which may be gone.
  const anonymous = operation.startsWith("create_") ? ["Service group not found"] : [];
  if (scope.groupId !== undefined) {
    return [
      ...anonymous,
      `ApiKeys for group with id: '${id}' does not exist`,
      `Service Group with id: '${id}' not found`,
      `Group with id: '${id}' not found`,
      `ServiceGroup with id: '${id}' not found`,
    ];
  }
  const listed = `ApiKeys for service with id: '${id}' does not exist`;
  if (scope.serviceId === undefined) return [listed, `Entity with id '${id}' not found`];
  return [...anonymous, listed, `Service with id ${id} not found`, `Service with id: '${id}' not found`];
}

/** Servers of 1.4 misspell the clientId. */
function keySentences(clientId: string): string[] {
  return ["clientId", "clienId"].map((word) => `ApiKey with ${word} '${clientId}' not found`);
}

function isMissingKey({ scope, clientId }: Subject, { error, description }: Told): boolean {
  if (clientId === undefined) return false;
  if (keySentences(clientId).includes(error)) return true;
  if (scope === undefined) return isCrud(error, description);
  // The handler that routes and APIs share calls keys and scopes alike an entity.
  const shared = scope.routeId !== undefined || scope.apiId !== undefined;
  return shared && error === `Entity with id '${clientId}' not found`;
}

function isElsewhere({ scope, clientId, operation }: Subject, { error }: Told): boolean {
  if (clientId === undefined || scope === undefined) return false;
  const id = scopeId(scope);
  const kind = scope.groupId === undefined ? "service" : "group";
  return keySentences(clientId).some((sentence) => {
    if (error === `${sentence} for ${kind} with id: '${id}'`) return true;
    // Resetting quotas on a route or an API, 17 prints its own object in the place of the id.
    return (
      operation.startsWith("reset_") &&
      error.startsWith(`${sentence} for ${kind} with id: 'Entity(${id},`) &&
      error.endsWith(").id'")
    );
  });
}

/** A scope that was asked for itself; on 1.4, the group of a key that is gone. */
function isMissingEntity({ scope, clientId, operation }: Subject, { error, description }: Told): boolean {
  if (operation === "api_key_group") return error === `ServiceGroup for ApiKey '${clientId ?? ""}' not found`;
  return scope !== undefined && operation === scopeOperation(scope) && isCrud(error, description);
}

/** How the handler that most entities share says that there is none of this id, without repeating it. */
function isCrud(error: string, description: string | undefined): boolean {
  return (
    ["not_found", "delete_error"].includes(error) &&
    ["entity not found", "resource not found"].includes(description?.toLowerCase() ?? "")
  );
}
