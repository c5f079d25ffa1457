import type { AddressInfo } from "node:net";
import { LEGACY, TODAY } from "./edition";
import { embedded, type EmbeddedOtoroshi } from "./embedded-otoroshi";
import { Faults } from "./faults/faults";
import { addFirstEntities } from "./entities/first-entities";
import { Holds } from "./faults/holds";
import { Journal } from "./journal";
import { ADMIN, type OtoroshiOptions } from "./options";
import { Quotas } from "./keys/quotas";
import { httpServer } from "./gateway/server";
import type { World } from "./world";

export type { ApiKey } from "./keys/api-key";
export type { Group, Service } from "./entities/containers";
export type { EmbeddedOtoroshi, Entities } from "./embedded-otoroshi";
export type { Hold } from "./faults/holds";
export type { LoggedRequest } from "./journal";
export { ADMIN, type OtoroshiOptions } from "./options";

/** Starts a server of its own on the loopback interface; resolves as soon as it takes requests. */
export async function startOtoroshi(options: OtoroshiOptions = {}): Promise<EmbeddedOtoroshi> {
  const now = options.now ?? Date.now;
  const edition = options.legacy === true ? LEGACY : TODAY;
  const admin = options.admin ?? ADMIN;
  const quotas = new Quotas(now, edition.quotaNames);
  const world: World = {
    edition,
    now,
    quotas,
    apiKeys: new Map(),
    groups: new Map(),
    services: new Map(),
    routes: new Map(),
  };
  addFirstEntities(world, options, admin);
  const journal = new Journal();
  const holds = new Holds();
  const faults = new Faults(options.failureRate ?? 0, options.seed ?? 1);
  const app = httpServer({ world, options, admin, journal, holds, faults });
  await app.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    await app.close();
  };
  return embedded({ world, journal, holds, faults, quotas, port, close });
}
