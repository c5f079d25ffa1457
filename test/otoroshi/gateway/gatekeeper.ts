import type { IncomingMessage } from "node:http";
import { ADMIN_GROUP, ADMIN_SERVICE } from "../entities/first-entities";
import type { Credentials, OtoroshiOptions } from "../options";
import type { World } from "../world";
import { AddressThrottle, WINDOW_MS, type ThrottleLimits } from "./address-throttle";
import { gateway, type Answer } from "./answers";
import { authenticate, type Doorkeeper } from "./credentials";
import type { Rights } from "./rights";

function limits(throttle: OtoroshiOptions["throttle"], allowance: number): ThrottleLimits | undefined {
  if (throttle === undefined || throttle === false) return undefined;
  const freshInstall = { requests: allowance, windowMs: WINDOW_MS };
  return throttle === true ? freshInstall : { ...freshInstall, ...throttle };
}

function doorkeeper({ apiKeys, edition }: World, options: OtoroshiOptions, admin: Credentials): Doorkeeper {
  const entities = [`group_${ADMIN_GROUP}`, `service_${ADMIN_SERVICE}`];
  return {
    admin: options.adminKeyListed === true ? undefined : admin,
    find: (clientId) => {
      const key = apiKeys.get(clientId);
      return key !== undefined && entities.some((entity) => edition.opens(key, entity)) ? key : undefined;
    },
    refusals: edition.gateway.refusals,
  };
}

/** The gateway in front of the admin API: throttling by address, routing by host name, authentication. */
export function gatekeeper(
  world: World,
  options: OtoroshiOptions,
  admin: Credentials,
): (request: IncomingMessage) => Rights | { refused: Answer } {
  const { allowance, otherHost } = world.edition.gateway;
  const throttled = limits(options.throttle, allowance);
  const throttle = throttled === undefined ? undefined : new AddressThrottle(throttled, world.now);
  const door = doorkeeper(world, options, admin);
  return (request) => {
    if (throttle?.allows(request.socket.remoteAddress ?? "") === false) {
      return { refused: gateway(429, "[IP] You performed too much requests") };
    }
    const host = request.headers.host?.replace(/:\d+$/, "");
    if (options.hostname !== undefined && host !== options.hostname) return { refused: otherHost };
    return authenticate(request.headers, door);
  };
}
