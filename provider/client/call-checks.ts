import { isObject } from "../model/json";
import { isScope, scopeId, type Scope } from "../model/scope";
import { OtoroshiError } from "./otoroshi-error";
import { describeSubject, operationOn, type Subject } from "./subject";

/**
 * The failure of a call that no server could carry out.
 *
 * @param what what is wrong with the arguments, without a value that could be secret
 */
export function invalidCall(subject: Subject, what: string): OtoroshiError {
  return new OtoroshiError(`${describeSubject(subject)}: ${what} (${subject.operation}). Nothing was sent.`, {
    code: "invalid",
    operation: subject.operation,
  });
}

/**
 * What a call is about, once its arguments are known to be such that a server can be asked.
 *
 * @param scope a scope; `undefined` only where the operation has an address without one
 * @param clientId `undefined` only for operations on all keys
 * @throws OtoroshiError of the code `invalid`
 */
export function checkedSubject(
  server: { readonly url: string; readonly tenant?: string | undefined },
  operation: string,
  scope: unknown,
  clientId: unknown,
  needs: { readonly scope?: true; readonly clientId?: true },
): Subject {
  const unscoped = { operation, url: server.url, tenant: server.tenant };
  const scopeNeeded = needs.scope ?? scope !== undefined;
  if (scopeNeeded && !isScope(scope))
    throw invalidCall(
      unscoped,
      "the scope must be exactly one of {serviceId}, {groupId}, {routeId} and {apiId}",
    );
  const place = scopeNeeded ? (scope as Scope) : undefined;
  const subject = { ...unscoped, operation: operationOn(operation, place), scope: place };
  const keyNeeded = needs.clientId ?? clientId !== undefined;
  if (keyNeeded && typeof clientId !== "string") throw invalidCall(subject, "the clientId must be a string");
  const key = keyNeeded ? (clientId as string) : undefined;
  for (const id of [key, place && scopeId(place)]) {
    // `.` and `..` vanish when a URL is normalised, and an empty id addresses the list.
    if (id === "" || id === "." || id === "..") throw invalidCall(subject, `'${id}' cannot be used as an id`);
    if (id !== undefined && /\p{Surrogate}/u.test(id))
      throw invalidCall(subject, "an id must be well-formed Unicode");
  }
  return { ...subject, clientId: key };
}

/** @throws OtoroshiError of the code `invalid` when a key is no object */
export function mustBeObject(subject: Subject, apiKey: unknown): void {
  if (!isObject(apiKey)) throw invalidCall(subject, "the api key must be an object");
}

/** @throws OtoroshiError of the code `invalid` when a patch is not made of operations */
export function mustBePatch(subject: Subject, operations: unknown): void {
  const patch =
    Array.isArray(operations) &&
    operations.every(
      (one: unknown) => isObject(one) && typeof one["op"] === "string" && typeof one["path"] === "string",
    );
  if (!patch) throw invalidCall(subject, "the patch must be a list of RFC 6902 operations");
}
