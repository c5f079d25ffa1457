import assert from "node:assert/strict";
import { ids } from "./every-edition";
import { server, servers } from "./server";
import type { Reply } from "./admin-client";

const GROUP = "/api/groups/gacme/apikeys";
const FORBIDDEN = [403, { error: "You're not authorized here !" }];

describe("an admin key of limited rights", () => {
  const embedded = server(() => ({ groups: [{ id: "gacme", tenant: "acme", teams: ["t1"] }] }));

  const acme = { _loc: { tenant: "acme", teams: ["t1"] }, authorizedEntities: ["group_gacme"] };

  function admin(rights: unknown): void {
    embedded.otoroshi.keys.set("lim", {
      clientSecret: "lims",
      authorizedEntities: ["group_admin-api-group"],
      metadata: { "otoroshi-access-rights": typeof rights === "string" ? rights : JSON.stringify(rights) },
    });
  }

  beforeEach(() => {
    admin([{ tenant: "acme:rw", teams: ["*:rw"] }]);
    embedded.otoroshi.keys.set("a", acme);
    embedded.otoroshi.keys.set("d", { authorizedEntities: ["group_gacme"] });
  });

  function call(tenant: string | undefined, method: string, path: string, body?: unknown): Promise<Reply> {
    const login = { "otoroshi-client-id": "lim", "otoroshi-client-secret": "lims" };
    const inTenant = tenant === undefined ? {} : { "otoroshi-tenant": tenant };
    return embedded.call(method, path, body, { ...login, ...inTenant });
  }

  const seen = ({ status, body }: Reply): unknown[] => [status, body];

  it("acts in the tenant that the request names, and sees no other key in a list", async () => {
    assert.deepEqual(ids(await call("acme", "GET", GROUP)), ["a"]);
    assert.deepEqual(ids(await call("acme", "GET", "/api/apikeys")), ["a"]);
    assert.deepEqual(ids(await call(undefined, "GET", GROUP)), []);
    assert.deepEqual(ids(await call("default", "GET", "/api/apikeys")), []);
    assert.deepEqual(ids(await embedded.call("GET", GROUP)), ["a", "d"]);
  });

  it("sees a key of no team where it may do everything in the tenant", async () => {
    embedded.otoroshi.keys.set("a", { ...acme, _loc: { tenant: "acme", teams: [] } });
    assert.deepEqual(ids(await call("acme", "GET", GROUP)), ["a"]);
    admin([{ tenant: "acme:r", teams: ["*:rw"] }]);
    assert.deepEqual(ids(await call("acme", "GET", GROUP)), []);
  });

  it("is refused every single operation outside of its rights", async () => {
    const source = { clientId: "a", clientSecret: "s", clientName: "n", ...acme };
    for (const [method, path, body] of [
      ["GET", `${GROUP}/a`, undefined],
      ["PUT", `${GROUP}/a`, source],
      ["PATCH", `${GROUP}/a`, []],
      ["DELETE", `${GROUP}/a`, undefined],
      ["GET", `${GROUP}/a/quotas`, undefined],
      ["DELETE", `${GROUP}/a/quotas`, undefined],
      ["POST", GROUP, { ...source, clientId: "b" }],
      ["GET", "/api/apikeys/a", undefined],
      ["DELETE", "/api/apikeys/a", undefined],
      ["PATCH", "/api/apikeys/a", []],
      ["PUT", "/api/apikeys/a", source],
      ["GET", "/api/apikeys/a/quotas", undefined],
      ["GET", "/api/apikeys/a/bearer", undefined],
      ["GET", "/api/groups/gacme", undefined],
    ] as const) {
      assert.deepEqual(seen(await call(undefined, method, path, body)), FORBIDDEN, `${method} ${path}`);
      assert.ok(
        (await call("acme", "GET", `${GROUP}/a`)).status === 200,
        `${method} ${path} changed nothing`,
      );
    }
  });

  it("may not create a key in another tenant than its own, nor see one", async () => {
    const source = { clientId: "b", clientName: "n" };
    assert.deepEqual(seen(await call("acme", "POST", GROUP, source)), FORBIDDEN);
    assert.equal((await call("acme", "POST", GROUP, { ...source, _loc: acme._loc })).status, 201);
    assert.deepEqual(seen(await call("acme", "GET", `${GROUP}/d`)), FORBIDDEN);
  });

  it("may only read where its rights say so, and only in its teams", async () => {
    admin([{ tenant: "acme:r", teams: ["t*:r"] }]);
    assert.equal((await call("acme", "GET", `${GROUP}/a`)).status, 200);
    assert.deepEqual(seen(await call("acme", "PATCH", `${GROUP}/a`, [])), FORBIDDEN);
    admin([{ tenant: "acme:rw", teams: ["other:rw"] }]);
    assert.deepEqual(ids(await call("acme", "GET", GROUP)), []);
  });

  it("may do everything with rights for all tenants and teams, and with rights that are no list", async () => {
    for (const rights of [[{ tenant: "*:rw", teams: ["*:rw"] }], { tenant: "none" }]) {
      admin(rights);
      assert.deepEqual(ids(await call(undefined, "GET", GROUP)), ["a", "d"]);
    }
  });

  it("may do nothing with rights that cannot be read", async () => {
    admin("[");
    assert.deepEqual(ids(await call("acme", "GET", GROUP)), []);
  });
});

describe("the admin key of an embedded Otoroshi that lists it", () => {
  const started = servers();

  it("lets nobody in any more once it is off, gone, or has another secret", async () => {
    const { otoroshi, call } = await started({ adminKeyListed: true });
    const status = async (): Promise<number> => (await call("GET", "/api/apikeys")).status;
    const id = otoroshi.clientId;
    const whole = { ...otoroshi.keys.get(id) } as Record<string, never>;
    assert.equal(await status(), 200);
    otoroshi.keys.set(id, { ...whole, enabled: false });
    assert.equal(await status(), 401);
    otoroshi.keys.set(id, { ...whole, clientSecret: "rotated" });
    assert.equal(await status(), 401);
    otoroshi.keys.set(id, { ...whole, authorizedEntities: [], authorizations: [], authorizedGroup: null });
    assert.equal(await status(), 400);
    otoroshi.keys.delete(id);
    assert.equal(await status(), 400);
  });

  it("lets its next secret in as well while it rotates", async () => {
    const { otoroshi, call } = await started({ adminKeyListed: true });
    const whole = { ...otoroshi.keys.get(otoroshi.clientId) } as Record<string, never>;
    otoroshi.keys.set(otoroshi.clientId, { ...whole, rotation: { enabled: true, nextSecret: "next" } });
    for (const secret of [otoroshi.clientSecret, "next"]) {
      const headers = { "otoroshi-client-secret": secret };
      assert.equal((await call("GET", "/api/apikeys", undefined, headers)).status, 200);
    }
  });
});
