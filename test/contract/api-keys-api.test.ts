import assert from "node:assert/strict";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import type { ApiKeyEntity } from "../../provider/client/entities";
import type { Scope } from "../../provider/model/scope";
import { contractServer, type ContractServer } from "./server";

describe("ApiKeysApi", () => {
  let server: ContractServer;
  let api: ApiKeysApi;

  before(async () => {
    server = await contractServer();
    ({ api } = server);
  });
  after(() => server.close());

  const create = (scope: Scope, rest: object = {}): Promise<ApiKeyEntity> =>
    api.create(scope, {
      clientId: server.newId(),
      clientSecret: "contract-secret",
      clientName: "contract",
      ...rest,
    });

  const scopes: [string, () => Scope, () => Scope][] = [
    ["service", () => ({ serviceId: server.serviceId }), () => ({ serviceId: "pulumi-otoroshi-none" })],
    ["group", () => ({ groupId: server.groupId }), () => ({ groupId: "pulumi-otoroshi-none" })],
  ];
  for (const [kind, own, missing] of scopes) {
    describe(`on a ${kind}`, () => {
      it("creates a key as given, with the scope among its entities", async () => {
        const key = await create(own(), { dailyQuota: 5, tags: ["b", "a"], metadata: { env: "test" } });
        assert.deepEqual([key.dailyQuota, key.tags, key.metadata], [5, ["b", "a"], { env: "test" }]);
        const id = kind === "service" ? `service_${server.serviceId}` : `group_${server.groupId}`;
        assert.deepEqual(key.authorizedEntities, [id]);
      });

      it("generates id and secret of a key created without them", async () => {
        const key = await api.create(own(), { clientName: "contract generated" });
        await api.delete(own(), key.clientId);
        assert.ok(key.clientId.length >= 16 && key.clientSecret.length >= 64);
      });

      it("gets a key and finds it in the list", async () => {
        const { clientId } = await create(own());
        assert.equal((await api.get(own(), clientId)).clientName, "contract");
        assert.ok((await api.list(own())).some((one) => one.clientId === clientId));
      });

      it("replaces a key by PUT", async () => {
        const before = await create(own());
        const after = await api.update(own(), before.clientId, {
          ...before,
          description: "put",
          tags: ["x"],
        });
        assert.deepEqual([after.description, after.tags], ["put", ["x"]]);
      });

      it("changes a key by PATCH, as a whole or not at all", async () => {
        const { clientId } = await create(own());
        const patched = await api.patch(own(), clientId, [{ op: "add", path: "/metadata/a~1b", value: "x" }]);
        assert.deepEqual(patched.metadata, { "a/b": "x" });
        const half = api.patch(own(), clientId, [
          { op: "replace", path: "/description", value: "half" },
          { op: "remove", path: "/metadata/none" },
        ]);
        await assert.rejects(half, { name: "OtoroshiError", code: "invalid", status: 400 });
        assert.equal((await api.get(own(), clientId)).description, "");
      });

      it("tells and resets quotas", async () => {
        const { clientId } = await create(own(), { dailyQuota: 7 });
        const quotas = await api.quotas(own(), clientId);
        assert.deepEqual(
          [quotas.authorizedCallsPerDay, quotas.currentCallsPerDay, quotas.remainingCallsPerDay],
          [7, 0, 7],
        );
        assert.equal(quotas.authorizedCallsPerWindow, 10_000_000);
        assert.equal((await api.resetQuotas(own(), clientId)).currentCallsPerDay, 0);
      });

      it("deletes a key, and once only", async () => {
        const { clientId } = await create(own());
        await api.delete(own(), clientId);
        await assert.rejects(api.delete(own(), clientId), {
          code: "not-found",
          missing: "api-key",
          status: 404,
        });
        await assert.rejects(api.get(own(), clientId), { code: "not-found", missing: "api-key" });
      });

      it("refuses a second key of the same id", async () => {
        const { clientId } = await create(own());
        await assert.rejects(create(own(), { clientId }), { code: "already-exists" });
      });

      it("tells a missing scope from a missing key, in every operation", async () => {
        const nowhere = missing();
        const calls = [
          () => api.list(nowhere),
          () => api.create(nowhere, { clientName: "x" }),
          () => api.get(nowhere, "none"),
          () => api.update(nowhere, "none", { clientId: "none", clientSecret: "s", clientName: "n" }),
          () => api.patch(nowhere, "none", []),
          () => api.delete(nowhere, "none"),
          () => api.quotas(nowhere, "none"),
          () => api.resetQuotas(nowhere, "none"),
        ];
        for (const call of calls) await assert.rejects(call(), { code: "not-found", missing: "scope" });
      });

      for (const id of ["a/b", "a b", "100%", "a+b", "clé", "q?x=1#y", "'quoted' not found for group"]) {
        it(`addresses a key called ${id}`, async () => {
          const clientId = `${server.newId()} ${id}`;
          await create(own(), { clientId });
          assert.equal((await api.get(own(), clientId)).clientId, clientId);
          assert.equal((await api.patch(own(), clientId, [])).clientId, clientId);
          await api.delete(own(), clientId);
          await assert.rejects(api.get(own(), clientId), { missing: "api-key" });
        });
      }
    });
  }

  it("lists all keys of the server", async () => {
    const { clientId } = await create({ groupId: server.groupId });
    assert.ok((await api.listAll()).some((one) => one.clientId === clientId));
  });

  it("tells the group of a key of a service, whether or not the server has the endpoint", async () => {
    const { clientId } = await create({ serviceId: server.serviceId });
    const group = await api.group({ serviceId: server.serviceId }, clientId);
    assert.equal(group.id, server.groupId);
    await assert.rejects(api.group({ serviceId: server.serviceId }, "pulumi-otoroshi-none"), {
      missing: "api-key",
    });
  });

  it("tells a key of another scope from a missing one", async () => {
    const { clientId } = await create({ serviceId: server.serviceId });
    await assert.rejects(api.get({ groupId: server.groupId }, clientId), { missing: "api-key-in-scope" });
  });

  it("authenticates by two headers or by HTTP basic", async () => {
    const basic = new ApiKeysApi({ ...server.connection, authentication: "basic" });
    assert.ok(Array.isArray(await basic.list({ groupId: server.groupId })));
  });

  for (const authentication of ["headers", "basic"] as const) {
    it(`says unauthorized, and no secret, for wrong credentials by ${authentication}`, async () => {
      const wrong = { ...server.connection, clientSecret: "wrong-secret", authentication };
      for (const connection of [wrong, { ...wrong, clientId: "nobody" }]) {
        await assert.rejects(new ApiKeysApi(connection).list({ groupId: server.groupId }), (error: Error) => {
          assert.equal((error as { code?: string }).code, "unauthorized");
          assert.doesNotMatch(
            `${error.message}${JSON.stringify(error)}${String(error.stack)}`,
            /wrong-secret/,
          );
          return true;
        });
      }
    });
  }

  it("sends nothing that no server could take", async () => {
    const own = { groupId: server.groupId };
    const calls = [
      () => api.get(own, "."),
      () => api.get({ groupId: ".." }, "x"),
      () => api.delete(own, ""),
      () => api.create(own, [] as never),
      () => api.update(own, "x", null as never),
      () => api.patch(own, "x", { description: "merge" } as never),
      () => api.list({} as never),
      () => api.list({ groupId: "a", serviceId: "b" } as never),
    ];
    for (const call of calls)
      await assert.rejects(call(), { name: "OtoroshiError", code: "invalid", message: /Nothing was sent/ });
  });
});
