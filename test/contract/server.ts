import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { ApiKeysApi, type Connection } from "../../provider/client";
import { AdminApi } from "../../provider/client/admin-api";
import { isOtoroshiError } from "../../provider/client/otoroshi-error";
import { ADMIN, startOtoroshi, type OtoroshiOptions } from "../otoroshi";
import { editionOf, type Edition } from "./edition";

/** A server for the contract tests, with two groups and a service of this run's own. */
export interface ContractServer {
  readonly connection: Connection;
  readonly api: ApiKeysApi;
  readonly edition: Edition;
  readonly groupId: string;
  readonly otherGroupId: string;
  /** A service of the first group. */
  readonly serviceId: string;
  /** Begins the ids and the names of all that the run makes. */
  readonly run: string;
  /** An id that nobody else uses. */
  newId(): string;
  /** Removes all that the run made, whatever became of the tests. */
  close(): Promise<void>;
}

/** What the contract tests run against: a name for the run, and how it is started. */
export interface Target {
  readonly name: string;
  start(): Promise<ContractServer>;
}

const { OTOROSHI_URL, OTOROSHI_CLIENT_ID, OTOROSHI_CLIENT_SECRET, OTOROSHI_ROUTING_HOSTNAME } = process.env;

/**
 * The server that `OTOROSHI_URL`, `OTOROSHI_CLIENT_ID` and `OTOROSHI_CLIENT_SECRET` name, of any edition from
 * 1.4 on; without them the embedded server, in each of its editions.
 */
export const targets: readonly Target[] =
  OTOROSHI_URL !== undefined && OTOROSHI_CLIENT_ID !== undefined && OTOROSHI_CLIENT_SECRET !== undefined
    ? [
        real({
          url: OTOROSHI_URL,
          clientId: OTOROSHI_CLIENT_ID,
          clientSecret: OTOROSHI_CLIENT_SECRET,
          routingHostname: OTOROSHI_ROUTING_HOSTNAME,
        }),
      ]
    : (["17", "1.5", "1.4"] as const).map(embedded);

function real(connection: Connection): Target {
  return {
    name: "the Otoroshi of OTOROSHI_URL",
    async start() {
      await awake(new ApiKeysApi(connection), performance.now() + STARTING);
      return world(connection, () => Promise.resolve());
    },
  };
}

/** Milliseconds that a server, such as a container that was made a moment ago, may take to start. */
const STARTING = 60_000;

async function awake(api: ApiKeysApi, deadline: number): Promise<void> {
  try {
    await api.prove();
  } catch (error) {
    if (!isOtoroshiError(error) || !error.transient || performance.now() > deadline) throw error;
    await setTimeout(1_000);
    await awake(api, deadline);
  }
}

function embedded(edition: NonNullable<OtoroshiOptions["edition"]>): Target {
  return {
    name: `an embedded Otoroshi ${edition}`,
    async start() {
      const otoroshi = await startOtoroshi({ edition, adminKeyListed: true });
      return world({ url: otoroshi.url, ...ADMIN }, () => otoroshi.close());
    },
  };
}

const anything = { what: "anything", schema: z.unknown(), proves: () => false };

/** Makes what the contract tests need on a server; `stop` ends the server itself, if it is ours. */
export async function world(connection: Connection, stop: () => Promise<void>): Promise<ContractServer> {
  const api = new ApiKeysApi(connection);
  const admin = new AdminApi(connection);
  const run = `pulumi-otoroshi-contract-${randomUUID()}`;
  const [groupId, otherGroupId, serviceId] = [`${run}-group`, `${run}-other`, `${run}-service`];
  const made: string[] = [];
  const send = (method: "POST" | "DELETE", path: string, json?: unknown): Promise<unknown> =>
    admin.send({ operation: "contract", url: connection.url }, { method, path, json }, anything);
  const make = async (collection: string, id: string, rest: object): Promise<void> => {
    // Noted before: what became of a request that fails is not known.
    made.unshift(`${collection}/${id}`);
    await send("POST", collection, { id, name: id, description: id, ...rest });
  };
  const remove = async (): Promise<void> => {
    const mine = (await api.listAll()).filter((one) =>
      [one.clientId, one.clientName].some((text) => text.startsWith(run)),
    );
    const removals = mine.map(({ clientId, authorizedEntities, authorizedGroup }) =>
      // Only the oldest servers keep no entities, and address a key by its group alone.
      authorizedEntities === undefined
        ? api.delete({ groupId: String(authorizedGroup) }, clientId)
        : api.delete(undefined, clientId),
    );
    const outcomes: PromiseSettledResult<unknown>[] = await Promise.allSettled(removals);
    for (const path of made) outcomes.push(...(await Promise.allSettled([send("DELETE", path)])));
    const failed = outcomes.find(
      (one) => one.status === "rejected" && !(isOtoroshiError(one.reason) && one.reason.status === 404),
    );
    if (failed?.status === "rejected") throw failed.reason;
  };
  const close = (): Promise<void> => remove().finally(stop);
  try {
    const edition = await editionOf(api);
    process.stdout.write(`      Otoroshi ${edition.name} on ${connection.url}\n`);
    for (const id of [groupId, otherGroupId]) await make("/api/groups", id, {});
    // A server of 1.4 wants the service's group by itself; all want to know where the service is.
    const place = { env: "prod", domain: "example.com", subdomain: serviceId, root: "/", targets: [] };
    await make("/api/services", serviceId, { groups: [groupId], groupId, ...place });
    let ids = 0;
    const newId = (): string => `${run}-${String((ids += 1))}`;
    return { connection, api, edition, groupId, otherGroupId, serviceId, run, newId, close };
  } catch (error) {
    // What went wrong first is what is told.
    await close().catch(() => undefined);
    throw error;
  }
}
