import type { Group, Service } from "./containers";
import { readGroup, readService } from "./containers";
import type { Credentials } from "../gateway/credentials";
import type { Json } from "../json/json";
import type { OtoroshiOptions } from "../options";
import { Unreadable } from "../json/unreadable";
import type { World } from "../world";

/** Reads a document that the program itself wrote, where an unreadable one is a mistake of the caller. */
export function readable<E>(what: string, entity: E | Unreadable): E {
  if (entity instanceof Unreadable) throw new TypeError(`${what} is unreadable: ${entity.reason}`);
  return entity;
}

const group = (id: string): Group => readable(`group ${id}`, readGroup({ id, name: id }));

const service = (id: string, groups: readonly string[]): Service =>
  readable(`service ${id}`, readService({ id, name: id, groups: [...groups] }));

const ADMIN_GROUP = "admin-api-group";

/** The server's own key and group, as its first start makes them. */
function listAdmin({ apiKeys, edition, groups, now }: World, { clientId, clientSecret }: Credentials): void {
  groups.set(ADMIN_GROUP, { ...group(ADMIN_GROUP), name: "Otoroshi Admin Api group" });
  const source: Json = {
    clientId,
    clientSecret,
    clientName: "Otoroshi Backoffice ApiKey",
    description: "The apikey use by the Otoroshi UI",
    authorizedGroup: ADMIN_GROUP,
    authorizedEntities: [`group_${ADMIN_GROUP}`, "service_admin-api-service"],
    throttlingQuota: 10_000,
  };
  apiKeys.set(clientId, readable("the admin key", edition.readKey(source, now())));
}

/** What exists before the first request. */
export function addFirstEntities(world: World, options: OtoroshiOptions, admin: Credentials): void {
  for (const id of ["g1", "g2", "g3", ...(options.groups ?? [])]) world.groups.set(id, group(id));
  for (const [id, groups] of Object.entries({ s1: ["g1"], s2: ["g2"], ...options.services })) {
    world.services.set(id, service(id, groups));
  }
  for (const [id, groups] of Object.entries(options.routes ?? {})) world.routes.set(id, service(id, groups));
  if (options.adminKeyListed === true) listAdmin(world, admin);
}
