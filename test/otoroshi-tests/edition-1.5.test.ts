import assert from "node:assert/strict";
import { GROUP, SERVICE } from "./every-edition";
import { servers } from "./server";

describe("edition 1.5 of the embedded Otoroshi", () => {
  const started = servers();

  it("leaves a key without any entity by a PUT that names none", async () => {
    const { call, otoroshi } = await started({ edition: "1.5" });
    otoroshi.keys.set("k", { authorizedGroup: "g1" });
    const source = { clientId: "k", clientSecret: "s", clientName: "n" };
    await call("PUT", `${GROUP}/k`, source);
    assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, []);
  });

  it("adds a group to a key of a service by its authorizedGroup", async () => {
    const { call, otoroshi } = await started({ edition: "1.5" });
    otoroshi.keys.set("k", { authorizedEntities: ["service_s1"] });
    await call("PATCH", `${SERVICE}/k`, [{ op: "replace", path: "/authorizedGroup", value: "g2" }]);
    assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, ["group_g2", "service_s1"]);
  });

  it("reads no entity where one of them is no text", async () => {
    const { otoroshi } = await started({ edition: "1.5" });
    const key = otoroshi.keys.set("k", { authorizedGroup: "g1", authorizedEntities: ["service_s1", 1] });
    assert.deepEqual(key.authorizedEntities, ["group_g1"]);
  });

  it("creates and replaces on the routes of all keys without looking", async () => {
    const { call, otoroshi } = await started({ edition: "1.5" });
    const source = { clientId: "k", clientSecret: "s", clientName: "n" };
    assert.equal((await call("POST", "/api/apikeys", source)).status, 201);
    assert.equal((await call("POST", "/api/apikeys", source)).status, 201);
    assert.equal((await call("PUT", "/api/apikeys/k", { ...source, clientName: "put" })).status, 200);
    assert.equal((await call("PATCH", "/api/apikeys/k", [{ op: "remove", path: "/nope" }])).status, 401);
    assert.equal((await call("PATCH", "/api/apikeys/none", [])).status, 404);
    assert.equal(otoroshi.keys.get("k")?.clientName, "put");
    assert.equal((await call("DELETE", "/api/apikeys/k")).status, 200);
  });
});
