import { setTimeout as wait } from "node:timers/promises";
import { editionOf, versionOf } from "./editions";
import type { EmbeddedOtoroshi } from "./embedded-otoroshi";
import { addFirstEntities } from "./entities/first-entities";
import { Failures } from "./faults/failures";
import { Faults } from "./faults/faults";
import { Holds } from "./faults/holds";
import { listen, type Parts } from "./gateway/server";
import { Journal } from "./journal";
import { Quotas } from "./keys/quotas";
import { ADMIN, type OtoroshiOptions } from "./options";
import { embedded, type Switch } from "./running";
import type { World } from "./world";

export type { EmbeddedOtoroshi, Entities } from "./embedded-otoroshi";
export type { Described, Group, Service } from "./entities/containers";
export type { Failure, FailureHandle, How, OtherAnswer } from "./faults/failure";
export type { Hold } from "./faults/holds";
export type { LoggedRequest } from "./journal";
export type { ThrottleLimits } from "./gateway/address-throttle";
export type { Json, JsonObject, Long } from "./json/json";
export type { ApiKey } from "./keys/api-key";
export type { Authorization } from "./keys/authorizations";
export type { Location } from "./keys/location";
export type { RestrictedPath, Restrictions } from "./keys/restrictions";
export type { Rotation } from "./keys/rotation";
export { ADMIN, type Credentials, type GroupOptions, type OtoroshiOptions } from "./options";

function emptyWorld(options: OtoroshiOptions): World {
  const now = options.now ?? Date.now;
  const edition = editionOf(options);
  return {
    edition,
    version: versionOf(options),
    config: { apiReadOnly: options.readOnly ?? false },
    now,
    quotas: new Quotas(now, edition.quotas),
    apiKeys: new Map(),
    groups: new Map(),
    services: new Map(),
    routes: new Map(),
    apis: new Map(),
  };
}

/**
 * How often a server that was stopped tries to listen again, and the milliseconds in between: meanwhile its port is
 * free, and another process may have got it for a connection or a test.
 */
const [ATTEMPTS, PAUSE] = [100, 100];

/** Listens, and goes on to do so on the same port. */
async function powered(parts: Parts, port: number): Promise<Switch> {
  let server = await listen(parts, port);
  const stop = (): Promise<void> => server.close();
  const start = async (attempts = ATTEMPTS): Promise<void> => {
    try {
      server = await listen(parts, server.port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempts <= 1) throw error;
      await wait(PAUSE);
      await start(attempts - 1);
    }
  };
  const restart: Switch["restart"] = async ({ downMs = 0 } = {}) => {
    await stop();
    if (downMs > 0) await wait(downMs);
    await start();
  };
  return { port: server.port, stop, start: () => start(), restart, close: stop };
}

/**
 * Starts a server of its own on the loopback interface; resolves as soon as it takes requests. It needs the
 * package `fastify`, and throws an Error that says so where that is not installed.
 */
export async function startOtoroshi(options: OtoroshiOptions = {}): Promise<EmbeddedOtoroshi> {
  const admin = options.admin ?? ADMIN;
  const world = emptyWorld(options);
  addFirstEntities(world, options, admin);
  const parts: Parts = {
    world,
    options,
    admin,
    journal: new Journal(),
    holds: new Holds(),
    faults: new Faults(options.failureRate ?? 0, options.seed ?? 1),
    failures: new Failures(),
  };
  return embedded(parts, await powered(parts, options.port ?? 0));
}
