import { randomUUID } from "node:crypto";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import { AdminApi } from "../../provider/client/admin-api";
import { z } from "zod";
import type { Connection } from "../../provider/client/connection";
import { ADMIN, startOtoroshi } from "../otoroshi";

/**
 * A server for the contract tests, with a group and a service of this run's own: the one that
 * `OTOROSHI_URL`, `OTOROSHI_CLIENT_ID` and `OTOROSHI_CLIENT_SECRET` name, or an embedded one.
 */
export interface ContractServer {
  readonly real: boolean;
  readonly connection: Connection;
  readonly api: ApiKeysApi;
  readonly groupId: string;
  readonly serviceId: string;
  /** An id that nobody else uses. */
  newId(): string;
  /** Removes all that the run made. */
  close(): Promise<void>;
}

export async function contractServer(): Promise<ContractServer> {
  const { OTOROSHI_URL, OTOROSHI_CLIENT_ID, OTOROSHI_CLIENT_SECRET, OTOROSHI_ROUTING_HOSTNAME } = process.env;
  const real =
    OTOROSHI_URL !== undefined && OTOROSHI_CLIENT_ID !== undefined && OTOROSHI_CLIENT_SECRET !== undefined;
  const embedded = real ? undefined : await startOtoroshi();
  const connection: Connection =
    embedded === undefined
      ? {
          url: String(OTOROSHI_URL),
          clientId: String(OTOROSHI_CLIENT_ID),
          clientSecret: String(OTOROSHI_CLIENT_SECRET),
          routingHostname: OTOROSHI_ROUTING_HOSTNAME,
        }
      : { url: embedded.url, ...ADMIN };
  const run = `pulumi-otoroshi-contract-${randomUUID()}`;
  const groupId = `${run}-group`;
  const serviceId = `${run}-service`;
  const send = (method: "POST" | "DELETE", path: string, json?: unknown): Promise<unknown> =>
    new AdminApi(connection).send(
      { operation: "contract", url: connection.url },
      { method, path, json },
      { what: "anything", schema: z.unknown(), proves: () => false },
    );
  await send("POST", "/api/groups", { id: groupId, name: groupId });
  // A real server refuses a service without domain and subdomain.
  const host = { domain: "example.com", subdomain: serviceId };
  await send("POST", "/api/services", { id: serviceId, name: serviceId, groups: [groupId], ...host });
  const api = new ApiKeysApi(connection);
  let made = 0;
  return {
    real,
    connection,
    api,
    groupId,
    serviceId,
    newId: () => `${run}-${String((made += 1))}`,
    async close() {
      const left = (await api.listAll()).filter((one) => one.clientId.startsWith(run));
      for (const one of left) await send("DELETE", `/api/apikeys/${encodeURIComponent(one.clientId)}`);
      await send("DELETE", `/api/services/${serviceId}`);
      await send("DELETE", `/api/groups/${groupId}`);
      await embedded?.close();
    },
  };
}
