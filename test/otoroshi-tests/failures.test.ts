import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { EmbeddedOtoroshi, How } from "../otoroshi";
import { ADMIN } from "../otoroshi";
import { servers, type Server } from "./server";

const KEYS = "/api/groups/g1/apikeys";
const KEY = { clientId: "k", clientName: "k" };

/** What a client of node:http sees of one creation: the error's code, or the answer as far as it came. */
async function creation({ url }: EmbeddedOtoroshi): Promise<string> {
  const body = JSON.stringify(KEY);
  const headers = {
    accept: "application/json",
    "content-type": "application/json",
    "content-length": String(body.length),
    "otoroshi-client-id": ADMIN.clientId,
    "otoroshi-client-secret": ADMIN.clientSecret,
  };
  const sent = request(`${url}${KEYS}`, { method: "POST", headers });
  sent.end(body);
  try {
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    let text = "";
    response.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await once(response, "end");
    return `${String(response.statusCode)} ${text}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
}

describe("a planned failure of the embedded Otoroshi", () => {
  const started = servers();

  async function failing(how: How): Promise<Server & { seen: string; carriedOut: boolean }> {
    const server = await started();
    const failure = server.otoroshi.fail({ method: "POST", how });
    const seen = await creation(server.otoroshi);
    assert.equal(failure.hits, 1);
    return { ...server, seen, carriedOut: server.otoroshi.keys.get("k") !== undefined };
  }

  for (const when of ["before", "during"] as const) {
    it(`resets the connection ${when} the request and carries nothing out`, async () => {
      const { seen, carriedOut, otoroshi } = await failing({ reset: when });
      assert.deepEqual([seen, carriedOut], ["ECONNRESET", false]);
      assert.equal(otoroshi.requests[0]?.status, undefined);
    });
  }

  it("resets the connection after it has carried the request out", async () => {
    const { seen, carriedOut } = await failing({ reset: "after" });
    assert.deepEqual([seen, carriedOut], ["ECONNRESET", true]);
  });

  it("cuts the answer of a request that it has carried out in half", async () => {
    const { seen, carriedOut } = await failing({ cut: true });
    assert.deepEqual([seen, carriedOut], ["ECONNRESET", true]);
  });

  it("promises the whole of an answer that it cuts", async () => {
    const { otoroshi, call } = await started();
    const whole = (await call("GET", "/api/groups/g1")).text;
    otoroshi.fail({ how: { cut: true } });
    const headers = {
      accept: "application/json",
      "otoroshi-client-id": ADMIN.clientId,
      "otoroshi-client-secret": ADMIN.clientSecret,
    };
    const response = await fetch(`${otoroshi.url}/api/groups/g1`, { headers });
    assert.equal(response.headers.get("content-length"), String(whole.length));
    let came = "";
    await assert.rejects(async () => {
      for await (const chunk of response.body ?? []) came += new TextDecoder().decode(chunk as Uint8Array);
    });
    assert.equal(came, whole.slice(0, Math.floor(whole.length / 2)));
  });

  for (const [when, carriedOut] of [
    ["before", false],
    ["after", true],
  ] as const) {
    it(`never answers, ${when} the request is carried out`, async () => {
      let handled = (): void => undefined;
      const done = new Promise<void>((resolve) => (handled = resolve));
      const { otoroshi, call } = await started({ onAnswer: () => handled() });
      otoroshi.fail({ method: "POST", how: { silence: when } });
      const answer = call("POST", KEYS, KEY).then(
        () => "answered",
        () => "nothing",
      );
      await done;
      assert.equal(otoroshi.requests[0]?.status, undefined);
      assert.equal((await call("GET", `${KEYS}/k`)).status, carriedOut ? 200 : 404);
      await otoroshi.close();
      assert.equal(await answer, "nothing");
    });
  }

  it("answers as a gateway would where only a status is given", async () => {
    const { seen, carriedOut } = await failing({ status: 503 });
    assert.deepEqual(
      [seen, carriedOut],
      ['503 {"Otoroshi-Error":"Something went wrong, you should try later..."}', false],
    );
  });

  it("answers so after it has carried the request out, if told to", async () => {
    const { seen, carriedOut } = await failing({ status: 502, carriedOut: true });
    assert.deepEqual([seen.slice(0, 3), carriedOut], ["502", true]);
  });

  it("throttles with and without a Retry-After", async () => {
    const { otoroshi, call } = await started();
    otoroshi.fail({ how: { status: 429 } });
    otoroshi.fail({ how: { status: 429, headers: { "Retry-After": "2" } } });
    const [first, second] = [await call("GET", KEYS), await call("GET", KEYS)];
    assert.deepEqual([first.status, first.headers.get("retry-after")], [429, null]);
    assert.deepEqual([second.status, second.headers.get("retry-after")], [429, "2"]);
    assert.deepEqual(first.body, { "Otoroshi-Error": "[IP] You performed too much requests" });
    assert.equal((await call("GET", KEYS)).status, 200);
  });

  it("redirects to another URL", async () => {
    const { otoroshi } = await started();
    otoroshi.fail({ how: { redirect: "https://elsewhere.example/login" } });
    const { status, headers } = await fetch(otoroshi.url, { redirect: "manual" });
    assert.deepEqual([status, headers.get("location")], [302, "https://elsewhere.example/login"]);
  });

  it("answers with a web page of any status", async () => {
    const { otoroshi, call } = await started();
    otoroshi.fail({ how: { html: 200 } });
    otoroshi.fail({ how: { html: 404 } });
    for (const status of [200, 404]) {
      const answer = await call("GET", KEYS);
      assert.equal(answer.status, status);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
      assert.match(answer.text, /^<!DOCTYPE html>/);
    }
  });

  it("answers with JSON of another shape, or with the 404 of a proxy", async () => {
    const { otoroshi, call } = await started();
    otoroshi.fail({ method: "POST", how: { status: 200, body: { ok: true }, carriedOut: true } });
    otoroshi.fail({ method: "GET", how: { status: 404, body: { error: "not found" } } });
    const made = await call("POST", KEYS, KEY);
    assert.deepEqual([made.status, made.body], [200, { ok: true }]);
    assert.equal(made.headers.get("content-type"), "application/json");
    assert.notEqual(otoroshi.keys.get("k"), undefined);
    const read = await call("GET", `${KEYS}/k`);
    assert.deepEqual([read.status, read.body], [404, { error: "not found" }]);
  });

  it("sends a text as it stands", async () => {
    const { seen } = await failing({ status: 200, body: '{"half' });
    assert.equal(seen, '200 {"half');
  });

  it("takes the requests that fit by method and path, and as many as it was told", async () => {
    const { otoroshi, call } = await started();
    const failure = otoroshi.fail({ method: "GET", path: /\/g2\//, times: 2, how: { status: 503 } });
    const statuses: number[] = [];
    for (const path of [
      KEYS,
      "/api/groups/g2/apikeys",
      "/api/groups/g2/apikeys?a=b",
      "/api/groups/g2/apikeys",
    ]) {
      statuses.push((await call("GET", path)).status);
    }
    assert.deepEqual(statuses, [200, 503, 503, 200]);
    assert.equal(failure.hits, 2);
  });

  it("takes a share of them, the same ones for the same seed", async () => {
    const row = async (seed: number): Promise<string> => {
      const { otoroshi, call } = await started();
      otoroshi.fail({ rate: 0.3, seed, how: { status: 502 } });
      let statuses = "";
      for (let sent = 0; sent < 20; sent += 1) statuses += `${(await call("GET", KEYS)).status} `;
      return statuses;
    };
    const first = await row(3);
    assert.match(first, /502/);
    assert.match(first, /200/);
    assert.equal(await row(3), first);
    assert.notEqual(await row(4), first);
  });

  it("goes on until it is stopped where it is to go on", async () => {
    const { otoroshi, call } = await started();
    const failure = otoroshi.fail({ times: Infinity, how: { status: 502 } });
    assert.equal((await call("GET", KEYS)).status, 502);
    assert.equal((await call("GET", KEYS)).status, 502);
    failure.stop();
    assert.equal((await call("GET", KEYS)).status, 200);
    assert.equal(failure.hits, 2);
  });
});
