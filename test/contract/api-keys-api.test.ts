import assert from "node:assert/strict";
import { ApiKeysApi, type ApiKeyEntity, type Scope } from "../../provider/client";
import { targets, type ContractServer } from "./server";

for (const target of targets)
  describe(`ApiKeysApi on ${target.name}`, () => {
    let server: ContractServer;
    let api: ApiKeysApi;

    before(async () => {
      server = await target.start();
      ({ api } = server);
    });
    // Without a server the reason has been told already.
    after(() => (server as ContractServer | undefined)?.close());

    const create = (scope: Scope, rest: object = {}): Promise<ApiKeyEntity> =>
      api.create(scope, {
        clientId: server.newId(),
        clientSecret: "contract-secret",
        clientName: server.run,
        ...rest,
      });
    const group = (): Scope => ({ groupId: server.groupId });

    const scopes: [string, () => Scope, () => Scope][] = [
      ["service", () => ({ serviceId: server.serviceId }), () => ({ serviceId: "pulumi-otoroshi-none" })],
      ["group", group, () => ({ groupId: "pulumi-otoroshi-none" })],
    ];
    for (const [kind, own, missing] of scopes) {
      describe(`on a ${kind}`, () => {
        it("exists, and another one does not", async () => {
          assert.deepEqual([await api.scopeExists(own()), await api.scopeExists(missing())], [true, false]);
        });

        it("creates a key as given, in the scope", async () => {
          const key = await create(own(), { dailyQuota: 5, tags: ["b", "a"], metadata: { env: "test" } });
          assert.deepEqual([key.dailyQuota, key.tags, key.metadata], [5, ["b", "a"], { env: "test" }]);
          const entity = kind === "service" ? `service_${server.serviceId}` : `group_${server.groupId}`;
          if (server.edition.entities) assert.deepEqual(key.authorizedEntities, [entity]);
          else assert.equal(key.authorizedGroup, server.groupId);
        });

        it("generates id and secret of a key created without them", async () => {
          const key = await api.create(own(), { clientName: server.run });
          assert.ok(key.clientId.length >= 16 && key.clientSecret.length >= 64);
        });

        it("gets a key and finds it in the list", async () => {
          const { clientId } = await create(own());
          assert.equal((await api.get(own(), clientId)).clientName, server.run);
          assert.ok((await api.list(own())).some((one) => one.clientId === clientId));
        });

        it("replaces a key by PUT", async () => {
          const before = await create(own());
          const put = { ...before, description: "put", tags: ["x"] };
          const after = await api.update(own(), before.clientId, put);
          assert.deepEqual(
            [after.description, after.tags],
            [server.edition.entities ? "put" : undefined, ["x"]],
          );
        });

        it("changes a key by PATCH, as a whole or not at all", async () => {
          const { clientId } = await create(own());
          const added = { op: "add", path: "/metadata/a~1b", value: "x" } as const;
          assert.deepEqual((await api.patch(own(), clientId, [added])).metadata, { "a/b": "x" });
          const half = api.patch(own(), clientId, [
            { op: "replace", path: "/clientName", value: `${server.run} half` },
            { op: "remove", path: "/metadata/none" },
          ]);
          const { misfit } = server.edition;
          await assert.rejects(half, { name: "OtoroshiError", code: "invalid", status: misfit });
          assert.equal((await api.get(own(), clientId)).clientName, server.run);
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
          const again = { code: "not-found", missing: "api-key", status: 404 };
          await assert.rejects(api.delete(own(), clientId), again);
          await assert.rejects(api.get(own(), clientId), again);
        });

        it("makes no second key of the same id, where the server refuses or where it looks first", async () => {
          const { clientId } = await create(own(), { metadata: { first: "yes" } });
          const second = { clientId, clientSecret: "another", clientName: server.run };
          await assert.rejects(api.create(own(), second, { lookFirst: true }), { code: "already-exists" });
          assert.deepEqual((await api.get(own(), clientId)).metadata, { first: "yes" });
          const unseen = api.create(own(), second);
          if (server.edition.overwrites) assert.deepEqual((await unseen).metadata, {});
          else await assert.rejects(unseen, { code: "already-exists" });
        });

        it("tells a missing scope from a missing key, in every operation", async () => {
          const nowhere = missing();
          const calls = [
            () => api.list(nowhere),
            () => api.create(nowhere, { clientName: server.run }),
            () => api.get(nowhere, "none"),
            () => api.update(nowhere, "none", { clientId: "none", clientSecret: "s", clientName: "n" }),
            () => api.patch(nowhere, "none", []),
            () => api.delete(nowhere, "none"),
            () => api.quotas(nowhere, "none"),
            () => api.resetQuotas(nowhere, "none"),
          ];
          for (const call of calls) await assert.rejects(call(), { code: "not-found", missing: "scope" });
        });

        it("keeps numbers of 64 bits as they are", async () => {
          const large = { dailyQuota: 9223372036854775807n, validUntil: 9007199254740993n };
          const { clientId } = await create(own(), large);
          const patched = await api.patch(own(), clientId, [
            { op: "test", path: "/dailyQuota", value: large.dailyQuota },
            { op: "add", path: "/metadata/a", value: "b" },
          ]);
          for (const key of [patched, await api.get(own(), clientId)])
            assert.deepEqual({ dailyQuota: key.dailyQuota, validUntil: key.validUntil }, large);
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
      const { clientId } = await create(group());
      assert.ok((await api.listAll()).some((one) => one.clientId === clientId));
    });

    it("tells the group of a key of a service, whether or not the server has the endpoint", async () => {
      const scope = { serviceId: server.serviceId };
      const { clientId } = await create(scope);
      assert.equal((await api.group(scope, clientId)).id, server.groupId);
      await assert.rejects(api.group(scope, "pulumi-otoroshi-none"), { missing: "api-key" });
    });

    it("tells a key of another scope from a missing one", async () => {
      const { clientId } = await create(group());
      const other = { groupId: server.otherGroupId };
      for (const call of [() => api.get(other, clientId), () => api.delete(other, clientId)])
        await assert.rejects(call(), { missing: "api-key-in-scope" });
    });

    it("addresses a key by its clientId alone, or says that the server cannot", async () => {
      const { clientId } = await create(group(), { dailyQuota: 7 });
      const calls = [
        () => api.get(undefined, clientId),
        () => api.patch(undefined, clientId, []),
        () => api.quotas(undefined, clientId),
        () => api.resetQuotas(undefined, clientId),
        () => api.delete(undefined, clientId),
      ];
      for (const call of calls) {
        if (server.edition.unscoped) await call();
        else await assert.rejects(call(), { code: "not-found", missing: "endpoint" });
      }
      const gone = server.edition.unscoped ? "api-key" : "endpoint";
      await assert.rejects(api.get(undefined, "pulumi-otoroshi-none"), { missing: gone });
    });

    it("is proved to be an Otoroshi", async () => {
      const fresh = new ApiKeysApi(server.connection);
      assert.equal(fresh.proven, false);
      await fresh.prove();
      assert.equal(fresh.proven, true);
    });

    it("authenticates by two headers or by HTTP basic", async () => {
      const basic = new ApiKeysApi({ ...server.connection, authentication: "basic" });
      assert.ok(Array.isArray(await basic.list(group())));
    });

    for (const authentication of ["headers", "basic"] as const) {
      it(`says unauthorized at once, and no secret, for wrong credentials by ${authentication}`, async () => {
        const wrong = { ...server.connection, clientSecret: "wrong-secret", authentication };
        for (const connection of [wrong, { ...wrong, clientId: "nobody" }]) {
          const stranger = new ApiKeysApi(connection);
          await assert.rejects(stranger.list(group()), (error: Error & { code?: string }) => {
            assert.equal(error.code, "unauthorized");
            const said = `${error.message}${JSON.stringify(error)}${String(error.stack)}`;
            assert.doesNotMatch(said, /wrong-secret/);
            return true;
          });
        }
      });
    }
  });
