import assert from "node:assert/strict";
import { request } from "node:http";
import { ADMIN } from "../otoroshi";
import { servers } from "./server";

const LIST = "/api/groups/g1/apikeys";

describe("the gateway of the embedded Otoroshi", () => {
  const started = servers();

  it("refuses what exceeds the allowance of an address until the window is over", async () => {
    let now = 0;
    const { call } = await started({ throttle: { requests: 2, windowMs: 1000 }, now: () => now });
    const statuses = async (count: number): Promise<number[]> => {
      const all: number[] = [];
      for (let sent = 0; sent < count; sent += 1) all.push((await call("GET", LIST)).status);
      return all;
    };
    assert.deepEqual(await statuses(3), [200, 200, 429]);
    now = 999;
    assert.deepEqual(await statuses(1), [429]);
    now = 1000;
    assert.deepEqual(await statuses(3), [200, 200, 429]);
  });

  it("says that it was too much, closes the connection and does not say for how long", async () => {
    const { call } = await started({ throttle: { requests: 0 } });
    const { status, headers, body } = await call("GET", LIST);
    assert.equal(status, 429);
    assert.deepEqual(body, { "Otoroshi-Error": "[IP] You performed too much requests" });
    assert.equal(headers.get("connection"), "close");
    assert.equal(headers.get("retry-after"), null);
  });

  it("allows 500 requests when it throttles like a fresh install", async () => {
    const { call } = await started({ throttle: true, now: () => 0 });
    const statuses = await Promise.all(
      Array.from({ length: 501 }, async () => (await call("GET", LIST)).status),
    );
    assert.equal(statuses.filter((status) => status === 429).length, 1);
  });

  it("sends neither type nor length with its own answers", async () => {
    const { call } = await started();
    const { headers, text } = await call("GET", LIST, undefined, { "otoroshi-client-id": "nobody" });
    assert.deepEqual([headers.get("content-type"), headers.get("content-length")], [null, null]);
    assert.equal(headers.get("transfer-encoding"), null);
    assert.equal(text, '{"Otoroshi-Error":"invalid apikey tuple"}');
  });

  it("sends an HTML page to who accepts one", async () => {
    const { call } = await started();
    const { text } = await call("GET", LIST, undefined, {
      accept: "text/html,application/json",
      "otoroshi-client-secret": "wrong",
    });
    assert.match(text, /^<!DOCTYPE html>.*bad apikey/);
  });

  it("prefers the headers to basic authentication", async () => {
    const { call } = await started();
    const wrong = Buffer.from(`${ADMIN.clientId}:wrong`).toString("base64");
    assert.equal((await call("GET", LIST, undefined, { authorization: `Basic ${wrong}` })).status, 200);
  });

  it("knows no route for another Host name", async () => {
    const { call } = await started({ hostname: "otoroshi-api.oto.tools" });
    const { status, body } = await call("GET", LIST);
    assert.deepEqual([status, body], [404, { "Otoroshi-Error": "no route found !" }]);
  });

  it("takes its own Host name with any port", async () => {
    const { otoroshi } = await started({ hostname: "otoroshi-api.oto.tools" });
    assert.equal(otoroshi.environment["OTOROSHI_ROUTING_HOSTNAME"], "otoroshi-api.oto.tools");
    const headers = {
      host: "otoroshi-api.oto.tools:8080",
      "otoroshi-client-id": ADMIN.clientId,
      "otoroshi-client-secret": ADMIN.clientSecret,
    };
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${otoroshi.url}${LIST}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject).end();
    });
    assert.equal(status, 200);
  });

  it("authenticates before it looks for the route", async () => {
    const { call } = await started();
    assert.equal(
      (await call("OPTIONS", "/nowhere", undefined, { "otoroshi-client-id": "nobody" })).status,
      400,
    );
    assert.equal((await call("OPTIONS", LIST)).status, 404);
  });
});
