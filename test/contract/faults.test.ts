import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import { ADMIN as admin, startOtoroshi, type EmbeddedOtoroshi, type OtoroshiOptions } from "../otoroshi";

const g1 = { groupId: "g1" };

describe("ApiKeysApi on a server that does not behave", () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function otoroshi(options: OtoroshiOptions = {}): Promise<EmbeddedOtoroshi> {
    const server = await startOtoroshi(options);
    closing.push(() => server.close());
    return server;
  }

  async function impostor(answer: RequestListener): Promise<ApiKeysApi> {
    const server: Server = createServer(answer);
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    closing.push(() => new Promise((closed) => server.close(closed).closeAllConnections()));
    return new ApiKeysApi({
      ...admin,
      url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    });
  }

  it("says unavailable, with the address and what to check, when nothing listens", async () => {
    const server = await startOtoroshi();
    await server.close();
    const call = new ApiKeysApi({ ...admin, url: server.url }).create(g1, { clientName: "x" });
    await assert.rejects(call, (error: Error & { code?: string; uncertain?: boolean }) => {
      assert.deepEqual([error.code, error.uncertain], ["unavailable", false]);
      assert.match(error.message, new RegExp(`${server.url}: .*ECONNREFUSED.*Check the url`));
      return true;
    });
  });

  it("says timeout when no answer comes within the configured seconds", async () => {
    const server = await otoroshi();
    const held = server.hold(() => true);
    const call = new ApiKeysApi({ ...admin, url: server.url, requestTimeout: 0.1 }).create(g1, {
      clientName: "x",
    });
    await assert.rejects(call, {
      code: "timeout",
      uncertain: true,
      message: /within 0\.1 s.*requestTimeout/,
    });
    held.release();
  });

  it("repeats a GET whose connection was lost, and never a POST or PATCH", async () => {
    const server = await otoroshi();
    server.keys.set("k", { clientName: "k", authorizedEntities: ["group_g1"] });
    const api = new ApiKeysApi({ ...admin, url: server.url });
    server.loseAnswers("GET");
    assert.equal((await api.get(g1, "k")).clientId, "k");
    server.clearRequests();
    server.loseAnswers("PATCH");
    await assert.rejects(api.patch(g1, "k", []), { code: "unavailable", uncertain: true });
    server.loseAnswers("POST");
    await assert.rejects(api.create(g1, { clientName: "x" }), { code: "unavailable", uncertain: true });
    assert.deepEqual(
      server.requests.map((one) => one.method),
      ["PATCH", "POST"],
    );
  });

  it("says unavailable for the gateway's 502", async () => {
    const server = await otoroshi({ failureRate: 1 });
    const call = new ApiKeysApi({ ...admin, url: server.url }).create(g1, { clientName: "x" });
    await assert.rejects(call, { code: "unavailable", status: 502, uncertain: true });
  });

  it("says which setting is missing where the admin API has another host name, and reaches it with that", async () => {
    const server = await otoroshi({ hostname: "otoroshi-api.oto.tools" });
    await assert.rejects(new ApiKeysApi({ ...admin, url: server.url }).listAll(), {
      code: "unavailable",
      setting: "routingHostname",
      message: /Set routingHostname/,
    });
    const routed = new ApiKeysApi({ ...admin, url: server.url, routingHostname: "otoroshi-api.oto.tools" });
    assert.deepEqual(await routed.list(g1), []);
  });

  it("waits for a throttled server and then carries on, with no request lost or doubled", async () => {
    const server = await otoroshi({ throttle: { requests: 5, windowMs: 200 } });
    const api = new ApiKeysApi({ ...admin, url: server.url });
    const made = await Promise.all(Array.from({ length: 8 }, () => api.create(g1, { clientName: "x" })));
    assert.equal(new Set(made.map((one) => one.clientId)).size, 8);
    assert.equal(server.keys.size, 8);
  }).timeout(30_000);

  it("does not follow a redirect with its credentials", async () => {
    const api = await impostor((_request, response) =>
      response.writeHead(302, { Location: "http://127.0.0.1:9/" }).end(),
    );
    await assert.rejects(api.listAll(), { code: "unexpected", status: 302 });
  });

  it("believes no success that is not what Otoroshi answers", async () => {
    const bodies = [
      "<html>",
      "",
      "{}",
      '{"clientId":"k","clientSecret":"s","clientName":"n","dailyQuota":"5"}',
    ];
    for (const body of bodies) {
      const api = await impostor((_request, response) => response.end(body));
      await assert.rejects(api.get(g1, "k"), { code: "unexpected" });
    }
    const list = await impostor((_request, response) => response.end('{"deleted":"yes"}'));
    await assert.rejects(list.list(g1), { code: "unexpected" });
    await assert.rejects(list.delete(g1, "k"), { code: "unexpected" });
    await assert.rejects(list.quotas(g1, "k"), { code: "unexpected" });
  });

  it("puts no secret, header or body into any error, its properties or its stack", async () => {
    const secret = "very-secret-value";
    const echo = await impostor((request, response) => {
      request.setEncoding("utf8");
      let body = "";
      request.on("data", (text: string) => (body += text));
      request.on("end", () =>
        response.writeHead(400).end(JSON.stringify({ error: body, headers: request.headers })),
      );
    });
    await assert.rejects(echo.update(g1, "k", { clientSecret: secret }), (error: Error) => {
      const all = [error.message, error.stack, JSON.stringify(error), String(error.cause)].join();
      assert.doesNotMatch(all, new RegExp(`${secret}|${admin.clientSecret}`));
      return true;
    });
  });

  it("addresses a scope whose id needs encoding", async () => {
    const server = await otoroshi({ groups: ["a/b c?"] });
    const api = new ApiKeysApi({ ...admin, url: server.url });
    const { clientId } = await api.create({ groupId: "a/b c?" }, { clientName: "x" });
    assert.equal((await api.get({ groupId: "a/b c?" }, clientId)).clientId, clientId);
  });

  it("speaks to an older Otoroshi: 200 on create, PerSec quotas, the group's own endpoint", async () => {
    const server = await otoroshi({ legacy: true });
    const api = new ApiKeysApi({ ...admin, url: server.url });
    const { clientId } = await api.create({ serviceId: "s1" }, { clientName: "x" });
    const quotas = await api.quotas({ serviceId: "s1" }, clientId);
    assert.equal(quotas.authorizedCallsPerWindow, 10_000_000);
    server.clearRequests();
    assert.equal((await api.group({ serviceId: "s1" }, clientId)).id, "g1");
    assert.equal(server.requests.length, 1);
    await assert.rejects(api.get(undefined, clientId), { code: "not-found", missing: "endpoint" });
  });
});
