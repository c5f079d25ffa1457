import { OtoroshiError } from "../client/otoroshi-error";
import type { JsonObject } from "../model/json";
import type { Server } from "../servers/session";
import { differences } from "./compare";
import type { Plan } from "./desired";

/** Whether the provider logs in with this key itself, through the connection that the resource uses. */
export function isOwnLogin(server: Server, clientId: string): boolean {
  return server.adminId === clientId;
}

/** What of a plan would lock the provider out half-way through a run, by name. */
function lockoutsOf(plan: Plan, live: JsonObject): string[] {
  const situation = plan.situation(live);
  return differences(plan, live)
    .filter(({ desired: { attribute, value } }) => attribute.field.locksOut?.(value, situation) === true)
    .map(({ desired }) => desired.attribute.name);
}

/**
 * What a person should know of the key that the provider logs in with: what would be changed and cannot be.
 *
 * @param further names that are no part of the plan
 */
export function lockoutLines(
  server: Server,
  clientId: string,
  plan: Plan,
  live: JsonObject,
  further: readonly string[] = [],
): string[] {
  if (!isOwnLogin(server, clientId)) return [];
  const names = [...lockoutsOf(plan, live), ...further];
  return names.length === 0
    ? ["warning: the provider logs in with this key"]
    : [`warning: the provider logs in with this key; pulumi up refuses to change its ${names.join(", ")}`];
}

/** Refuses a plan that would lock the provider out; see `refuseLockout`. */
export function refuseLockouts(server: Server, clientId: string, plan: Plan, live: JsonObject): void {
  const names = isOwnLogin(server, clientId) ? lockoutsOf(plan, live) : [];
  if (names.length > 0) refuseLockout(server, clientId, `change its ${names.join(", ")}`);
}

/**
 * Refuses to take from the provider the key that it logs in with.
 *
 * @param what what would be done, such as `change its enabled`
 * @throws OtoroshiError of the code `invalid`
 */
export function refuseLockout(server: Server, clientId: string, what: string): never {
  throw new OtoroshiError(
    `api key '${clientId}' on ${server.api.url}: the provider logs in with this key, and refuses to ${what} so as ` +
      "not to lock itself out. Log in with another key (otoroshi:clientId, or a connection for this resource), and " +
      "try again. Nothing was sent.",
    { code: "invalid", operation: "patch_api_key" },
  );
}
