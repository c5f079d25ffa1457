import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { ApiKeysApi, OtoroshiError, type Connection } from "../../provider/client";
import { liveKey } from "../unit/key";
import { Servers } from "./servers";

const g1 = { groupId: "g1" };

describe("a request that no Otoroshi answers", () => {
  const servers = new Servers();
  afterEach(() => servers.close());

  const at = (url: string, rest: Partial<Connection> = {}): ApiKeysApi =>
    new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret", ...rest });

  async function failure(call: Promise<unknown>): Promise<OtoroshiError> {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof OtoroshiError, `no OtoroshiError: ${String(error)}`);
    return error;
  }
  const creation = (url: string, rest?: Partial<Connection>): Promise<OtoroshiError> =>
    failure(at(url, rest).create(g1, { clientName: "x" }));
  const reading = (url: string, rest?: Partial<Connection>): Promise<OtoroshiError> =>
    failure(at(url, rest).get(g1, "k"));

  const traits = ({ code, transient, uncertain, setting }: OtoroshiError): unknown => ({
    code,
    transient,
    uncertain,
    setting,
  });
  const certainlyNot = { code: "unavailable", transient: false, uncertain: false, setting: "url" };

  const ok: RequestListener = (_request, response) => response.end(JSON.stringify(liveKey()));

  it("names the scheme when https is asked of a server that speaks http, at once, as never sent", async () => {
    const url = (await servers.http(ok)).replace("http:", "https:");
    const began = performance.now();
    for (const error of [await creation(url), await reading(url)]) {
      assert.deepEqual(traits(error), certainlyNot);
      assert.match(error.message, /begins with https, but the server may speak plain http/);
    }
    assert.ok(performance.now() - began < 900);
  });

  it("names the scheme when http is asked of a server that speaks https, as never sent", async () => {
    const { url } = await servers.https(ok);
    const error = await creation(url.replace("https:", "http:"));
    assert.deepEqual(traits(error), certainlyNot);
    assert.match(error.message, /begins with http, but the server speaks https/);
  });

  it("names the certificate that is not trusted, as never sent", async () => {
    const error = await creation((await servers.https(ok)).url);
    assert.deepEqual(traits(error), certainlyNot);
    assert.match(error.message, /certificate is not trusted/);
  });

  it("names the host name that nobody knows, at once, as never sent", async () => {
    const began = performance.now();
    for (const error of [
      await creation("http://no-such-host.invalid"),
      await reading("http://no-such-host.invalid"),
    ]) {
      assert.deepEqual(traits(error), certainlyNot);
      assert.match(error.message, /the host name of the url cannot be resolved/);
    }
    assert.ok(performance.now() - began < 900);
  });

  it("may help to repeat where a connection is refused, and was never sent", async () => {
    const port = await servers.raw(() => undefined);
    await servers.close();
    assert.deepEqual(traits(await creation(`http://127.0.0.1:${String(port)}`)), {
      ...certainlyNot,
      transient: true,
    });
  });

  const losses: [string, (socket: Socket) => void][] = [
    ["is reset", (socket) => socket.resetAndDestroy()],
    ["ends without an answer", (socket) => socket.end()],
    [
      "ends in the middle of an answer",
      (socket) => socket.end('HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"clientId":'),
    ],
  ];
  for (const [what, lose] of losses) {
    it(`may have been carried out when the connection ${what} after the request`, async () => {
      const port = await servers.raw((socket) => socket.once("data", () => lose(socket)));
      assert.deepEqual(traits(await creation(`http://127.0.0.1:${String(port)}`)), {
        code: "unavailable",
        transient: true,
        uncertain: true,
        setting: "url",
      });
    });
  }

  it("was never sent when the time ran out before the connection stood", async () => {
    const port = await servers.raw(() => undefined);
    const error = await creation(`https://127.0.0.1:${String(port)}`, { requestTimeout: 0.2 });
    assert.deepEqual(traits(error), {
      code: "timeout",
      transient: true,
      uncertain: false,
      setting: "requestTimeout",
    });
  });

  it("takes no longer than the timeout, all its attempts together", async () => {
    let attempts = 0;
    const url = await servers.http((_request, response) => {
      attempts += 1;
      if (attempts === 1) response.socket?.destroy();
    });
    const began = performance.now();
    const error = await reading(url, { requestTimeout: 1.5 });
    const took = performance.now() - began;
    assert.equal(error.code, "timeout");
    assert.equal(attempts, 2);
    assert.ok(took < 1_900, `it took ${String(took)} ms`);
  });

  it("is not repeated when there is no time left for the pause before", async () => {
    let attempts = 0;
    const url = await servers.http((_request, response) => {
      attempts += 1;
      response.socket?.destroy();
    });
    const error = await reading(url, { requestTimeout: 0.5 });
    assert.deepEqual([error.code, attempts], ["unavailable", 1]);
  });

  it("is repeated after the gateway's 502, unless that says that the credentials are wrong, as 1.4 does", async () => {
    for (const [says, times] of [
      ["Something went wrong, you should try later...", 2],
      ["Bad API key", 1],
    ] as const) {
      let attempts = 0;
      const url = await servers.http((_request, response) => {
        attempts += 1;
        response.writeHead(502).end(JSON.stringify({ "Otoroshi-Error": says }));
      });
      await reading(url, { requestTimeout: 2 });
      assert.equal(attempts, times, says);
    }
  });

  it("says that the response is not HTTP", async () => {
    const port = await servers.raw((socket) => socket.end("SSH-2.0-OpenSSH_9.0\r\n"));
    const error = await creation(`http://127.0.0.1:${String(port)}`);
    assert.deepEqual(traits(error), certainlyNot);
    assert.match(error.message, /the response is not HTTP/);
  });

  it("is not sent on where a redirect leads, and the message says where that is without its query", async () => {
    let elsewhere = 0;
    const other = await servers.http((_request, response) => {
      elsewhere += 1;
      response.end("{}");
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const url = await servers.http((_request, response) =>
        response.writeHead(status, { Location: `${other}/?token=s3cret` }).end(),
      );
      for (const error of [await creation(url), await reading(url)]) {
        assert.deepEqual(traits(error), { ...certainlyNot, code: "unexpected" });
        assert.ok(error.message.includes(`redirects to ${other}, `) && !error.message.includes("s3cret"));
      }
    }
    assert.equal(elsewhere, 0);
  });

  it("waits as long as a 429 asks for", async () => {
    const seen: number[] = [];
    const url = await servers.http((_request, response) => {
      seen.push(performance.now());
      if (seen.length === 1) response.writeHead(429, { "Retry-After": "1" }).end("<html>");
      else response.end(JSON.stringify(liveKey()));
    });
    assert.equal((await at(url).create(g1, { clientName: "x" })).clientId, "billing-id");
    const [first = 0, second = 0] = seen;
    assert.ok(second - first >= 995 && second - first < 3_000);
  });
});
