import assert from "node:assert/strict";
import { ApiKeysApi, OtoroshiError } from "../../provider/client";
import { liveKey } from "../unit/key";
import { Servers } from "./servers";

interface Reply {
  readonly status?: number;
  readonly body: unknown;
}

const webLayer404 = (path: string): Reply => ({
  status: 404,
  body: { "Otoroshi-Error": `Client Error: an error occurred on ${path} (404)` },
});

describe("what the client believes", () => {
  const servers = new Servers();
  const asked: string[] = [];
  const lines: string[] = [];
  afterEach(() => servers.close());
  beforeEach(() => {
    asked.length = 0;
    lines.length = 0;
  });

  /** A client of a server that gives these replies by `METHOD /path`, and one to everything else. */
  async function client(
    replies: Record<string, Reply>,
    otherwise?: Reply,
    tenant?: string,
  ): Promise<ApiKeysApi> {
    const url = await servers.http((request, response) => {
      const question = `${String(request.method)} ${String(request.url)}`;
      asked.push(question);
      const { status = 200, body } = replies[question] ?? otherwise ?? webLayer404(String(request.url));
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
    return new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret", tenant }, (line) =>
      lines.push(line),
    );
  }

  async function failure(call: Promise<unknown>): Promise<OtoroshiError> {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof OtoroshiError, `no OtoroshiError: ${String(error)}`);
    return error;
  }

  const g1 = { groupId: "g1" };
  const strange404: Reply[] = [
    { body: { error: "not found" } },
    { body: { error: "service does not exist" } },
    { body: { error: "not_found", error_description: "no such page" } },
    { body: { error: "Group with id: 'another' not found" } },
    { body: { error: "ApiKey with clientId 'another' not found" } },
    { body: { "Otoroshi-Error": "service mesh: no route" } },
    { body: "<html>404</html>" },
    { body: "default backend - 404" },
    { body: "" },
  ];
  for (const { body } of strange404) {
    it(`takes no 404 ${JSON.stringify(body)} for the absence of anything, in any operation`, async () => {
      const api = await client({}, { status: 404, body });
      const calls = [
        () => api.listAll(),
        () => api.list(g1),
        () => api.create(g1, { clientName: "x" }),
        () => api.get(g1, "k"),
        () => api.get(undefined, "k"),
        () => api.update(g1, "k", {}),
        () => api.patch(g1, "k", []),
        () => api.delete(g1, "k"),
        () => api.delete({ routeId: "r" }, "k"),
        () => api.quotas(g1, "k"),
        () => api.resetQuotas(undefined, "k"),
        () => api.group({ serviceId: "s1" }, "k"),
        () => api.scopeExists(g1),
        () => api.version(),
        () => api.prove(),
      ];
      for (const call of calls) {
        const { code, missing, setting, uncertain } = await failure(call());
        assert.deepEqual([code, missing, setting, uncertain], ["unexpected", undefined, "url", false]);
      }
      assert.equal(api.proven, false);
    });
  }

  it("takes the 404 of a route or an API that has the key's own id for the route's", async () => {
    const body = { error: "Entity with id 'billing' not found" };
    const api = await client({}, { status: 404, body });
    for (const scope of [{ routeId: "billing" }, { apiId: "billing" }])
      assert.equal((await failure(api.delete(scope, "billing"))).missing, "scope");
    assert.equal((await failure(api.delete({ routeId: "r1" }, "billing"))).missing, "api-key");
  });

  it("may have written when the answer to a write has another shape or was cut, unless it is a web page", async () => {
    const bodies: [string, boolean][] = [
      ["<!DOCTYPE html><html></html>", false],
      ["{}", true],
      ["[]", true],
      ["", true],
      ['{"clientId":"k","clientSec', true],
      ['{"clientId":"k","clientSecret":"s","clientName":"n","dailyQuota":"5"}', true],
    ];
    for (const [body, uncertain] of bodies) {
      const api = await client({}, { body });
      const writes = [
        () => api.create(g1, { clientName: "x" }),
        () => api.update(g1, "k", {}),
        () => api.patch(g1, "k", []),
        () => api.delete(g1, "k"),
        () => api.resetQuotas(g1, "k"),
      ];
      for (const call of writes) {
        const error = await failure(call());
        assert.deepEqual([error.code, error.uncertain], ["unexpected", uncertain], body);
      }
      assert.equal((await failure(api.get(g1, "k"))).uncertain, false);
    }
  });

  it("has proof of an Otoroshi in a key, in quotas and in its release, and in nothing that others answer too", async () => {
    const key = liveKey();
    const api = await client({
      "GET /api/groups/g1": { body: { id: "g1", name: "g1" } },
      "GET /api/groups/g1/apikeys": { body: [] },
      "DELETE /api/groups/g1/apikeys/k": { body: { deleted: true } },
      "GET /api/groups/g1/apikeys/k": { body: key },
    });
    await api.list(g1);
    await api.delete(g1, "k");
    await assert.rejects(api.get(g1, "none"));
    assert.equal(api.proven, false);
    await api.get(g1, "k");
    assert.equal(api.proven, true);
    asked.length = 0;
    await api.prove();
    assert.deepEqual(asked, []);
    const lists = await client({ "GET /api/groups/g1/apikeys": { body: [key] } });
    await lists.list(g1);
    assert.equal(lists.proven, true);
  });

  it("asks a server for its release as proof, and one that has no release to tell for a key", async () => {
    const today = await client({ "GET /api/infos": { body: { otoroshi_version: "17.17.0" } } });
    await today.prove();
    assert.deepEqual([today.proven, asked], [true, ["GET /api/infos"]]);
    asked.length = 0;
    const older = await client({ "GET /api/apikeys?page=1&pageSize=1": { body: [liveKey()] } });
    await older.prove();
    assert.deepEqual([older.proven, asked], [true, ["GET /api/infos", "GET /api/apikeys?page=1&pageSize=1"]]);
    for (const body of ["<html>", { status: "ok" }, ""])
      assert.equal((await failure((await client({}, { body })).prove())).code, "unexpected");
  });

  it("tells whether a scope exists, by the sentences of 1.4, 1.5 and 17", async () => {
    const described = { error: "not_found", error_description: "entity not found" };
    const api = await client({
      "GET /api/groups/g1": { body: { id: "g1", name: "g1" } },
      "GET /api/services/s1": { body: { id: "s1" } },
      "GET /api/groups/none": { status: 404, body: described },
      "GET /api/routes/none": { status: 404, body: described },
      "GET /apis/apis.otoroshi.io/v1/apis/none": {
        status: 404,
        body: { ...described, error_description: "resource not found" },
      },
      "GET /api/services/none": { status: 404, body: { error: "Service with id: 'none' not found" } },
      "GET /api/groups/old": { status: 404, body: { error: "ServiceGroup with id: 'old' not found" } },
    });
    assert.ok((await api.scopeExists(g1)) && (await api.scopeExists({ serviceId: "s1" })));
    for (const scope of [
      { groupId: "none" },
      { groupId: "old" },
      { serviceId: "none" },
      { routeId: "none" },
      { apiId: "none" },
    ])
      assert.equal(await api.scopeExists(scope), false, JSON.stringify(scope));
    assert.equal((await failure(api.scopeExists({ routeId: "r1" }))).missing, "endpoint");
  });

  it("leaves out of a list what is no key, and says which", async () => {
    const good = [liveKey({ clientId: "a" }), liveKey({ clientId: "b" })];
    const odd = [
      liveKey({ clientId: "" }),
      liveKey({ clientId: "no-secret", clientSecret: "" }),
      liveKey({ clientId: "odd", dailyQuota: "5" }),
      null,
    ];
    const api = await client({
      "GET /api/apikeys": { body: [good[0], ...odd, good[1]] },
      "GET /api/groups/g1/apikeys": { body: [...odd, ...good] },
      "GET /api/groups/g1/apikeys/odd": { body: odd[2] },
    });
    for (const keys of [await api.listAll(), await api.list(g1), await api.listed(), await api.listed(g1)])
      assert.deepEqual(
        keys.map((one) => one.clientId),
        ["a", "b"],
      );
    assert.equal(lines.length, 16);
    assert.deepEqual(lines.slice(8), lines.slice(0, 8));
    assert.deepEqual((await api.listed(g1))[1]?.read(), good[1]);
    assert.match(lines[0] ?? "", /skipped item 2 of the list.*clientId/);
    assert.match(lines[1] ?? "", /skipped 'no-secret'.*clientSecret/);
    assert.match(lines[2] ?? "", /skipped 'odd'.*dailyQuota/);
    assert.ok(lines.every((line) => !line.includes("live-secret")));
    assert.equal((await failure(api.get(g1, "odd"))).code, "unexpected");
  });

  it("does not believe a list to be empty where the server hides what these credentials may not see", async () => {
    const hidden: Reply = { status: 403, body: { error: "You're not authorized here !" } };
    const empty = { "GET /api/apikeys": { body: [] }, "GET /api/groups/g1/apikeys": { body: [] } };
    const api = await client(empty, hidden);
    for (const call of [() => api.listAll(), () => api.list(g1), () => api.listed(), () => api.listed(g1)]) {
      const { code, setting, message } = await failure(call());
      assert.deepEqual([code, setting], ["unauthorized", "tenant"]);
      assert.match(message, /the list is empty, but .*tenant 'default'.*Set tenant/);
    }
    assert.match((await failure((await client(empty, hidden, "acme")).list(g1))).message, /tenant 'acme'/);
    const open = await client({ ...empty, "GET /api/groups/g1": { body: { id: "g1", name: "g1" } } });
    assert.deepEqual([await open.list(g1), await open.listAll()], [[], []]);
  });

  it("may have written when a page of an error answers, or a gateway for who did not answer in time", async () => {
    const pages = [500, 501, 505, 507].map((status) => ({ status, body: "<html>oops</html>" }));
    const gateways = [502, 504, 520, 522, 524, 530].map((status) => ({ status, body: "<html>oops</html>" }));
    for (const reply of [...pages, ...gateways]) {
      const api = await client({}, reply);
      const { uncertain, transient } = await failure(api.create(g1, { clientName: "k" }));
      assert.deepEqual([reply.status, uncertain, transient], [reply.status, true, gateways.includes(reply)]);
    }
    const denied = await client({}, { status: 403, body: "<html>denied</html>" });
    assert.equal((await failure(denied.create(g1, { clientName: "k" }))).uncertain, false);
  });
});
