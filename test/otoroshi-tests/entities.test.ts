import assert from "node:assert/strict";
import { created, key, server } from "./server";

const KEYS = "/api/groups/g1/apikeys";

describe("the other routes of the embedded Otoroshi", () => {
  const embedded = server(() => ({ routes: { r1: ["g2"] } }));
  const { call } = embedded;

  it("describes what is wrong on the routes of all keys, and hands the body of a PUT back", async () => {
    await created(embedded, {});
    const none = await call("GET", "/api/apikeys/none");
    assert.deepEqual(
      [none.status, none.body],
      [404, { error: "not_found", error_description: "entity not found" }],
    );
    const source = { clientSecret: "s" };
    const put = await call("PUT", "/api/apikeys/k", source);
    assert.deepEqual(
      [put.status, put.body],
      [
        400,
        {
          error: "bad_entity",
          error_description: { obj: [{ msg: ["None.get"], args: [] }] },
          entity: source,
        },
      ],
    );
    const full = { clientId: "none", clientSecret: "s", clientName: "n" };
    assert.equal((await call("PUT", "/api/apikeys/none", full)).status, 404);
    assert.equal(embedded.otoroshi.keys.get("none"), undefined);
    assert.equal((await call("DELETE", "/api/apikeys/none")).status, 404);
    assert.equal(
      (await call("PATCH", "/api/apikeys/k", [{ op: "remove", path: "/clientName" }])).status,
      400,
    );
    assert.equal((await call("POST", "/api/apikeys", { clientName: "n" })).status, 400);
  });

  it("lists nothing through a route, though it creates and reads there", async () => {
    const at = "/api/routes/r1/apikeys";
    const made = await call("POST", at, { clientId: "k", clientName: "n" });
    assert.deepEqual([made.status, key(made).authorizedEntities], [201, ["route_r1"]]);
    assert.equal((await call("GET", `${at}/k`)).status, 200);
    assert.equal((await call("GET", `${at}/k/quotas`)).status, 404);
    assert.deepEqual((await call("GET", at)).body, []);
    assert.deepEqual((await call("POST", at, { clientId: "k", clientName: "n" })).body, {
      error: "resource already exists",
    });
    embedded.otoroshi.keys.set("of-group", { authorizedEntities: ["group_g2"] });
    assert.equal((await call("DELETE", `${at}/of-group`)).status, 200);
    assert.deepEqual((await call("GET", "/api/routes/none/apikeys/k")).body, {
      error: "Entity with id 'none' not found",
    });
  });

  it("keeps the keys of a group that is gone, and finds them again with the group", async () => {
    await created(embedded, {});
    assert.equal((await call("DELETE", "/api/groups/g1")).status, 200);
    assert.equal((await call("GET", `${KEYS}/k`)).status, 404);
    assert.equal((await call("GET", "/api/apikeys/k")).status, 200);
    assert.equal((await call("POST", "/api/groups", { id: "g1", name: "again" })).status, 201);
    assert.equal((await call("GET", `${KEYS}/k`)).status, 200);
  });

  it("creates, reads, replaces and deletes groups and services", async () => {
    const service = (await call("POST", "/api/services", { name: "s", groups: ["g3"] })).body as {
      id: string;
    };
    assert.match(service.id, /^service_/);
    const path = `/api/services/${service.id}`;
    assert.deepEqual(((await call("GET", path)).body as { groups: string[] }).groups, ["g3"]);
    await call("PUT", path, { ...service, groups: ["g1", "g2"] });
    assert.deepEqual(
      ((await call("GET", "/api/groups/g2/services")).body as { id: string }[]).map(({ id }) => id),
      ["s2", service.id],
    );
    assert.equal((await call("DELETE", path)).status, 200);
    assert.equal((await call("DELETE", path)).status, 404);
    assert.deepEqual((await call("POST", "/api/groups", { id: "x" })).body, {
      error: "bad_format",
      error_description: "Bad entity format",
    });
    assert.equal((await call("POST", "/api/groups", { id: "g1", name: "n" })).status, 400);
    assert.equal((await call("POST", "/api/groups", "[]")).status, 401);
  });
});
