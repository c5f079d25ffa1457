import assert from "node:assert/strict";
import { ApiKeysApi } from "../../provider/client";
import { liveKey } from "../unit/key";
import { Servers } from "./servers";

const g1 = { groupId: "g1" };

interface Server {
  /** What `GET /api/infos` tells; without one there is no such endpoint. */
  readonly release?: string;
  /** Whether there is `GET /api/apikeys/{clientId}`. */
  readonly byId: boolean;
  readonly keys: readonly string[];
}

describe("what a release of Otoroshi can do", () => {
  const servers = new Servers();
  const asked: string[] = [];
  let headers: NodeJS.Dict<string | string[]> = {};
  afterEach(() => servers.close());
  beforeEach(() => asked.splice(0));

  async function client({ release, byId, keys }: Server, tenant?: string): Promise<ApiKeysApi> {
    const url = await servers.http((request, response) => {
      asked.push(`${String(request.method)} ${String(request.url)}`);
      ({ headers } = request);
      const path = String(request.url);
      const answer = (body: unknown, status = 200): unknown =>
        response.writeHead(status).end(JSON.stringify(body));
      const clientId = /^\/api\/apikeys\/([^/]+)$/u.exec(path)?.[1];
      if (request.method === "POST") return answer(liveKey({ clientId: "made" }), 201);
      if (path === "/api/apikeys") return answer(keys.map((id) => liveKey({ clientId: id })));
      if (path === "/api/infos" && release !== undefined) return answer({ otoroshi_version: release });
      if (clientId !== undefined && byId)
        return keys.includes(clientId)
          ? answer(liveKey({ clientId }))
          : answer({ error: "not_found", error_description: "entity not found" }, 404);
      return answer({ "Otoroshi-Error": `Client Error: an error occurred on ${path} (404)` }, 404);
    });
    return new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret", tenant });
  }

  it("is told by the server, asked once however many want to know", async () => {
    const api = await client({ release: "17.17.0", byId: true, keys: [] });
    assert.deepEqual(await Promise.all([api.version(), api.version(), api.mayOverwrite()]), [
      "17.17.0",
      "17.17.0",
      false,
    ]);
    assert.deepEqual(asked, ["GET /api/infos"]);
  });

  it("is asked again when the question failed", async () => {
    let broken = true;
    const url = await servers.http((_request, response) => {
      response.writeHead(broken ? 500 : 200).end('{"otoroshi_version":"17.0.0"}');
      broken = false;
    });
    const api = new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret" });
    await assert.rejects(api.version(), { code: "unexpected" });
    assert.equal(await api.version(), "17.0.0");
  });

  const releases: [string | undefined, boolean][] = [
    [undefined, true],
    ["1.5.20", true],
    ["16.4.9", true],
    ["16.5.0", false],
    ["v16.10.0-dev", false],
    ["17.0.0", false],
    ["18.0.0", false],
    ["unknown", true],
  ];
  for (const [release, overwrites] of releases) {
    it(`${overwrites ? "may" : "never does"} overwrite an existing key: ${release ?? "one that does not tell"}`, async () => {
      const api = await client({ ...(release === undefined ? {} : { release }), byId: true, keys: [] });
      assert.equal(await api.mayOverwrite(), overwrites);
    });
  }

  it("takes a server that keeps its release from rights limited to a tenant for one that may overwrite", async () => {
    const url = await servers.http((_request, response) =>
      response.writeHead(403).end('{"error":"You\'re not authorized here !"}'),
    );
    const api = new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret" });
    assert.equal(await api.mayOverwrite(), true);
  });

  it("looks first where a creation may overwrite: by clientId, or in the list of all keys", async () => {
    const lists: number[] = [];
    for (const byId of [true, false]) {
      const api = await client({ byId, keys: ["taken"] });
      asked.splice(0);
      await assert.rejects(api.create(g1, { clientId: "taken", clientName: "x" }, { lookFirst: true }), {
        code: "already-exists",
        uncertain: false,
        message: /would overwrite.*Nothing was changed/,
      });
      assert.ok(!asked.some((one) => one.startsWith("POST")));
      await api.create(g1, { clientId: "free", clientName: "x" }, { lookFirst: true });
      lists.push(asked.filter((one) => one === "GET /api/apikeys").length);
    }
    assert.deepEqual(lists, [0, 2]);
  });

  it("asks the caller who has a list already, and nobody about a generated clientId or a recent server", async () => {
    const wanted: string[] = [];
    const lookFirst = (clientId: string): Promise<boolean> => {
      wanted.push(clientId);
      return Promise.resolve(clientId === "taken");
    };
    const older = await client({ byId: false, keys: [] });
    await assert.rejects(older.create(g1, { clientId: "taken", clientName: "x" }, { lookFirst }), {
      code: "already-exists",
    });
    await older.create(g1, { clientId: "free", clientName: "x" }, { lookFirst });
    await older.create(g1, { clientName: "x" }, { lookFirst });
    const recent = await client({ release: "16.5.0", byId: true, keys: ["taken"] });
    await recent.create(g1, { clientId: "taken", clientName: "x" }, { lookFirst });
    assert.deepEqual(wanted, ["taken", "free"]);
    assert.ok(!asked.includes("GET /api/apikeys"));
  });

  it("does not look unless it is told to", async () => {
    const api = await client({ byId: true, keys: ["taken"] });
    await api.create(g1, { clientId: "taken", clientName: "x" });
    assert.deepEqual(asked, ["POST /api/groups/g1/apikeys"]);
  });

  it("gives up when it cannot be told whether a clientId is taken", async () => {
    const url = await servers.http((request, response) => {
      asked.push(String(request.method));
      response.writeHead(request.url === "/api/infos" ? 404 : 403);
      response.end(
        request.url === "/api/infos"
          ? '{"Otoroshi-Error":"Client Error: an error occurred on /api/infos (404)"}'
          : '{"error":"You\'re not authorized here !"}',
      );
    });
    const api = new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret" });
    await assert.rejects(api.create(g1, { clientId: "k", clientName: "x" }, { lookFirst: true }), {
      code: "unauthorized",
    });
    assert.ok(!asked.includes("POST"));
  });

  it("acts in the tenant of the connection", async () => {
    await (await client({ byId: true, keys: ["k"] }, "acme")).get(undefined, "k");
    assert.equal(headers["otoroshi-tenant"], "acme");
    await (await client({ byId: true, keys: ["k"] })).get(undefined, "k");
    assert.equal(headers["otoroshi-tenant"], undefined);
  });

  it("addresses the keys of an API, and quotas by clientId alone", async () => {
    const api = await client({ byId: true, keys: [] });
    const { operation } = (await api.quotas(undefined, "k").catch((error: unknown) => error)) as {
      operation: string;
    };
    const scoped = (await api
      .resetQuotas({ apiId: "a/1" }, "k")
      .catch((error: unknown) => error)) as typeof api & {
      operation: string;
    };
    assert.deepEqual([operation, scoped.operation], ["api_key_quotas", "reset_api_key_from_api_quotas"]);
    assert.deepEqual(asked, [
      "GET /api/apikeys/k/quotas",
      "DELETE /apis/apis.otoroshi.io/v1/apis/a%2F1/apikeys/k/quotas",
    ]);
  });
});
