import assert from "node:assert/strict";
import type { RequestListener, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { ApiKeysApi, OtoroshiError, type Connection } from "../../provider/client";
import { liveKey, opening } from "../unit/key";
import { Servers } from "./servers";

const g1 = { groupId: "g1" };

/** An answer to the first attempt, the second and so on; the last one is given to all that follow. */
type Answers = readonly ((response: ServerResponse) => void)[];

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  return (response: ServerResponse): void => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
};

describe("a list that is read as it arrives", function () {
  this.timeout(30_000);
  const servers = new Servers();
  afterEach(() => servers.close());

  const keys = Array.from({ length: 300 }, (_, index) =>
    liveKey({ clientId: `k${String(index)}`, clientName: "größe 支付", ...opening("group_g1") }),
  );
  const text = JSON.stringify(keys);

  const half = (response: ServerResponse): void => {
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(text),
    });
    response.write(text.slice(0, text.length / 2));
  };
  const cut = (response: ServerResponse): void => {
    half(response);
    setImmediate(() => response.destroy());
  };

  /** Both ways to have a list, each with a server of its own that answers so: what came of it, by how many requests. */
  async function bothWays(answers: Answers, rest: Partial<Connection> = {}): Promise<unknown[]> {
    const ways = [
      (api: ApiKeysApi) => api.list(g1),
      async (api: ApiKeysApi) => (await api.listed(g1)).map((key) => key.read()),
    ];
    return Promise.all(
      ways.map(async (way) => {
        let asked = 0;
        const answer: RequestListener = (_request, response) => {
          answers[Math.min(asked, answers.length - 1)]?.(response);
          asked += 1;
        };
        const url = await servers.http(answer);
        const lines: string[] = [];
        const api = new ApiKeysApi({ url, clientId: "a", clientSecret: "b", ...rest }, (line) =>
          lines.push(line),
        );
        const came = await way(api).catch((error: unknown) => {
          assert.ok(error instanceof OtoroshiError, String(error));
          const { code, status, setting, transient, message } = error;
          return { code, status, setting, transient, message: message.replaceAll(url, "URL") };
        });
        return { came, asked, lines: lines.map((line) => line.replaceAll(url, "URL")), proven: api.proven };
      }),
    );
  }

  async function alike(
    answers: Answers,
    rest?: Partial<Connection>,
  ): Promise<{ came: unknown; asked: number }> {
    const [whole, divided] = await bothWays(answers, rest);
    assert.deepEqual(divided, whole);
    return whole as { came: unknown; asked: number };
  }

  it("is the same list", async () => {
    assert.deepEqual(await alike([json(200, text)]), { came: keys, asked: 1, lines: [], proven: true });
    const packed = gzipSync(text) as unknown as string;
    const zipped = (response: ServerResponse): void => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(packed);
    };
    assert.deepEqual((await alike([zipped])).came, keys);
  });

  it("begins anew when the connection is lost in the middle, or the gateway fails, and holds no key twice", async () => {
    assert.deepEqual(await alike([cut, json(502, { "Otoroshi-Error": "x" }), json(200, text)]), {
      came: keys,
      asked: 3,
      lines: [],
      proven: true,
    });
  });

  it("says of what is left out once, however often it began", async () => {
    const odd = JSON.stringify([{ clientId: "odd" }, ...keys]);
    const cutOdd = (response: ServerResponse): void => {
      response.writeHead(200, { "Content-Length": Buffer.byteLength(odd) });
      response.write(odd.slice(0, odd.length / 2));
      setImmediate(() => response.destroy());
    };
    const { came, lines } = (await alike([cutOdd, json(200, odd)])) as unknown as {
      came: unknown;
      lines: string[];
    };
    assert.deepEqual(came, keys);
    assert.equal(lines.length, 1);
  });

  it("fails in the same words, after as many requests", async () => {
    const failures: readonly (readonly [code: string, asked: number, ...Answers])[] = [
      ["unavailable", 3, cut],
      ["unavailable", 3, json(502, { "Otoroshi-Error": "Something went wrong" })],
      ["unauthorized", 1, json(401, { "Otoroshi-Error": "bad apikey" })],
      ["unauthorized", 1, json(502, { "Otoroshi-Error": "Bad API key" })],
      ["not-found", 1, json(404, { error: "ApiKeys for group with id: 'g1' does not exist" })],
      ["unexpected", 1, json(404, "<html>")],
      ["unexpected", 1, json(500, { error: "x" })],
      ["unexpected", 1, json(302, "", { Location: "http://127.0.0.1:1/login" })],
      ["unexpected", 1, json(304, "")],
      ["unexpected", 1, json(200, "  <!doctype html><p>[]</p>")],
      ["unexpected", 1, json(200, "")],
      ["unexpected", 1, json(204, "")],
      ["unexpected", 1, json(200, { error: "no list" })],
      ["unexpected", 1, json(200, `${text.slice(0, -1)},`)],
      ["unexpected", 1, json(200, `${text} and more`)],
    ];
    for (const [code, asked, ...answers] of failures) {
      const ended = await alike(answers);
      assert.deepEqual(
        [(ended.came as { code?: string }).code, ended.asked],
        [code, asked],
        JSON.stringify(ended),
      );
    }
  });

  it("ends when the time for a request is over, also in the middle of the answer", async () => {
    const { came, asked } = await alike([half], { requestTimeout: 1 });
    assert.equal((came as { code?: string }).code, "timeout");
    assert.equal(asked, 1);
  });

  it("waits for the server's throttle", async () => {
    const { came, asked } = await alike([
      json(429, { "Otoroshi-Error": "x" }, { "Retry-After": "1" }),
      json(200, text),
    ]);
    assert.deepEqual([came, asked], [keys, 2]);
  });
});
