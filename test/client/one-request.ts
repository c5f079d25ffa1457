import { ApiKeysApi } from "../../provider/client";

/** Reads one key in a process of its own, whose environment Node reads when it starts; prints what came of it. */
async function main(): Promise<void> {
  const api = new ApiKeysApi({
    url: String(process.env["OTOROSHI_URL"]),
    clientId: "admin",
    clientSecret: "admin-secret",
    routingHostname: process.env["OTOROSHI_ROUTING_HOSTNAME"],
    requestTimeout: 5,
  });
  const said = await api.get({ groupId: "g1" }, "billing-id").then(
    (key) => key.clientName,
    (error: unknown) => (error as Error).message,
  );
  process.stdout.write(said);
}

void main();
