import { OtoroshiError } from "../client/otoroshi-error";
import { keepsOneGroup } from "../model/entities";
import type { JsonObject } from "../model/json";
import { describeScope, type Scope } from "../model/scope";
import { missing } from "../servers/find";
import type { Server } from "../servers/session";

/**
 * Refuses a scope that is not there. The server would take a key's move to it without a word, and the key would
 * open nothing.
 *
 * @throws OtoroshiError `not-found`, `missing: "scope"`
 */
export async function mustExist(server: Server, scope: Scope, clientId: string): Promise<void> {
  if (await server.keys.hasScope(scope)) return;
  throw new OtoroshiError(
    `api key '${clientId}' on ${server.api.url}: there is no ${describeScope(scope)}. Create it first, or declare ` +
      "another scope. The key was not changed.",
    { code: "not-found", missing: "scope", operation: "patch_api_key" },
  );
}

/** What is said of a scope that is not there. */
export async function missingScopeLines(
  seen: { hasScope(scope: Scope): Promise<boolean> },
  scope: Scope,
): Promise<string[]> {
  return (await seen.hasScope(scope))
    ? []
    : [`warning: there is no ${describeScope(scope)}; pulumi up fails unless the same run creates it`];
}

/** On a server that keeps one group a key: the group of a service that is the key's scope. */
export async function groupOfScope(
  server: Server,
  scope: Scope,
  live: JsonObject,
): Promise<string | undefined> {
  if (scope.serviceId === undefined || !keepsOneGroup(live)) return undefined;
  try {
    return await server.keys.groupOf(scope);
  } catch (error) {
    // A service that is not there (yet) is in no group; who needs it to be there asks for it.
    if (missing(error) !== "scope") throw error;
    return undefined;
  }
}
