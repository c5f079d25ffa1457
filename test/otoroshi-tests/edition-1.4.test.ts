import assert from "node:assert/strict";
import type { Reply } from "./admin-client";
import { error, GROUP, ids, K14, SERVICE } from "./every-edition";
import { servers, type Server } from "./server";

describe("edition 1.4 of the embedded Otoroshi", () => {
  const started = servers();
  const start = (): Promise<Server> => started({ edition: "1.4" });

  it("changes nothing by a PUT on the group of a key, whatever the JSON", async () => {
    const { call, otoroshi } = await start();
    const before = otoroshi.keys.set("k", { authorizedGroup: "g1" });
    const { status, body } = await call("PUT", `${SERVICE}/k/group`, { groupId: "g2" });
    assert.equal(status, 200);
    assert.deepEqual(body, before);
    assert.equal((await call("PUT", `${SERVICE}/k/group`, "{")).status, 400);
  });

  it("tells what is missing on the way to the group of a key", async () => {
    const { call, otoroshi } = await start();
    otoroshi.keys.set("k", { authorizedGroup: "g1" });
    otoroshi.keys.set("o", { authorizedGroup: "g2" });
    const said = async (path: string): Promise<unknown> => error(await call("GET", path));
    assert.equal(await said("/api/services/nope/apikeys/k/group"), "Service with id: 'nope' not found");
    assert.equal(await said(`${SERVICE}/none/group`), "ApiKey with clienId 'none' not found");
    assert.equal(
      await said(`${SERVICE}/o/group`),
      "ApiKey with clienId 'o' not found for service with id: 's1'",
    );
    otoroshi.groups.delete("g1");
    assert.equal(await said(`${SERVICE}/k/group`), "ServiceGroup for ApiKey 'k' not found");
  });

  it("goes on with the keys of a service whose group is gone, but creates none", async () => {
    const { call, otoroshi } = await start();
    otoroshi.keys.set("k", { authorizedGroup: "g1" });
    otoroshi.groups.delete("g1");
    assert.deepEqual(ids(await call("GET", SERVICE)), ["k"]);
    assert.equal((await call("PATCH", `${SERVICE}/k`, [])).status, 200);
    assert.equal(error(await call("POST", SERVICE, { clientName: "n" })), "Service group not found");
    assert.equal((await call("DELETE", `${SERVICE}/k`)).status, 200);
  });

  it("wants a group in the document of a PUT", async () => {
    const { call, otoroshi } = await start();
    otoroshi.keys.set("k", { authorizedGroup: "g1" });
    const source = { clientId: "k", clientSecret: "s", clientName: "n" };
    assert.equal((await call("PUT", `${GROUP}/k`, source)).status, 400);
    assert.equal((await call("PUT", `${GROUP}/k`, { ...source, authorizedGroup: "nope" })).status, 200);
    assert.equal((await call("GET", `${GROUP}/k`)).status, 404);
  });

  it("drops in silence what it does not know of a key, and misses it in a patch", async () => {
    const { call, otoroshi } = await start();
    otoroshi.keys.set("k", { authorizedGroup: "g1" });
    for (const name of [
      "description",
      "throttlingStrategy",
      "authorizedEntities",
      "authorizations",
      "_loc",
    ]) {
      const patch = (op: string): Promise<Reply> =>
        call("PATCH", `${GROUP}/k`, [{ op, path: `/${name}`, value: "x" }]);
      assert.equal((await patch("replace")).status, 401, name);
      assert.equal((await patch("add")).status, 200, name);
    }
    assert.equal(Object.keys(otoroshi.keys.get("k") ?? {}).join(" "), K14);
  });

  it("answers as if nobody had logged in to a body that is no object", async () => {
    const { call } = await start();
    assert.equal(error(await call("POST", GROUP, "[]")), `You're not authorized2 - POST ${GROUP}`);
    assert.equal(error(await call("GET", `${GROUP}?page=x`)), `You're not authorized2 - GET ${GROUP}?page=x`);
  });

  it("wants an id and a description of a group, and a group of a service", async () => {
    const { call } = await start();
    const group = await call("POST", "/api/groups", { name: "x", description: "x" });
    assert.deepEqual([group.status, error(group)], [400, "Bad ServiceGroup format"]);
    const service = await call("POST", "/api/services", { id: "x", name: "x" });
    assert.deepEqual([service.status, error(service)], [400, "Bad ServiceDescriptor format"]);
    assert.equal((await call("POST", "/api/services", { id: "x", name: "x", groupId: "g2" })).status, 200);
  });
});
