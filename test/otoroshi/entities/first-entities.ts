import type { JsonObject } from "../json/json";
import { Unreadable } from "../json/unreadable";
import type { Credentials, OtoroshiOptions } from "../options";
import type { World } from "../world";
import { readGroup, readService, type Group, type Service } from "./containers";

/** Reads a document that the program itself wrote, where an unreadable one is a mistake of the caller. */
export function readable<E>(what: string, entity: E | Unreadable): E {
  if (entity instanceof Unreadable) throw new TypeError(`${what} is unreadable: ${entity.reason}`);
  return entity;
}

const group = (id: string, rest: JsonObject = {}): Group =>
  readable(`group ${id}`, readGroup({ id, name: id, ...rest }));

const service = (id: string, groups: readonly string[]): Service =>
  readable(`service ${id}`, readService({ id, name: id, groups: [...groups] }));

/** The group of the keys that the admin API lets in, and the service that it is. */
export const ADMIN_GROUP = "admin-api-group";
export const ADMIN_SERVICE = "admin-api-service";

/** The second key that 1.4 and 1.5 make on their first start. */
const DEFAULT_KEY = "9HFCzZIPUQQvfxkq";

/** The server's own keys and groups, as its first start makes them. */
function listAdmin({ apiKeys, edition, groups, now }: World, { clientId, clientSecret }: Credentials): void {
  const add = (source: JsonObject, id: string): void => {
    apiKeys.set(id, readable(`key ${id}`, edition.readKey({ ...source, clientId: id }, now())));
  };
  groups.set(ADMIN_GROUP, { ...group(ADMIN_GROUP), name: "Otoroshi Admin Api group" });
  add(
    {
      clientSecret,
      clientName: "Otoroshi Backoffice ApiKey",
      description: "The apikey use by the Otoroshi UI",
      authorizedGroup: ADMIN_GROUP,
      authorizedEntities: [`group_${ADMIN_GROUP}`, `service_${ADMIN_SERVICE}`],
      throttlingQuota: 10_000,
    },
    clientId,
  );
  if (edition.name === "17") return;
  groups.set("default", { ...group("default"), name: "Default group" });
  add(
    {
      clientSecret: edition.tokens.clientSecret(),
      clientName: "default-apikey",
      authorizedGroup: "default",
    },
    DEFAULT_KEY,
  );
}

/** What exists before the first request. */
export function addFirstEntities(world: World, options: OtoroshiOptions, admin: Credentials): void {
  const description = (id: string): JsonObject => (world.edition.name === "1.4" ? { description: id } : {});
  for (const given of ["g1", "g2", "g3", ...(options.groups ?? [])]) {
    const { id, tenant, teams } = typeof given === "string" ? { id: given } : given;
    const _loc = {
      ...(tenant === undefined ? {} : { tenant }),
      ...(teams === undefined ? {} : { teams: [...teams] }),
    };
    world.groups.set(id, group(id, { _loc, ...description(id) }));
  }
  for (const [id, groups] of Object.entries({ s1: ["g1"], s2: ["g2"], ...options.services })) {
    world.services.set(id, service(id, groups));
  }
  for (const [id, groups] of Object.entries(options.routes ?? {})) world.routes.set(id, service(id, groups));
  for (const id of options.apis ?? []) world.apis.set(id, service(id, []));
  if (options.adminKeyListed === true) listAdmin(world, admin);
}
