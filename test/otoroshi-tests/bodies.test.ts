import assert from "node:assert/strict";
import { get } from "node:http";
import { server } from "./server";

const KEYS = "/api/groups/g1/apikeys";

/** A creation of exactly so many bytes. */
function sized(bytes: number): string {
  const empty = JSON.stringify({ clientId: "k", clientName: "k", description: "" });
  return JSON.stringify({ clientId: "k", clientName: "k", description: "x".repeat(bytes - empty.length) });
}

describe("the web layer of the embedded Otoroshi", () => {
  const embedded = server();
  const { call } = embedded;

  it("takes a body of 102400 bytes and refuses one more", async () => {
    const { status, body } = await call("POST", KEYS, sized(102_401));
    assert.equal(status, 413);
    assert.deepEqual(body, { "Otoroshi-Error": `Client Error: an error occurred on ${KEYS} (413)` });
    assert.equal((await call("POST", KEYS, sized(102_400))).status, 201);
  });

  it("refuses an empty body as malformed where it wants JSON", async () => {
    const { status, body } = await call("POST", KEYS, "");
    assert.equal(status, 400);
    assert.deepEqual(body, { "Otoroshi-Error": `Client Error: an error occurred on ${KEYS} (400)` });
  });

  it("takes text/json for JSON, and no type at all for none", async () => {
    const key = { clientId: "k", clientName: "k" };
    assert.equal((await call("POST", KEYS, key, { "content-type": "text/json; charset=utf-8" })).status, 201);
    assert.equal((await call("POST", KEYS, key, { "content-type": "nonsense" })).status, 415);
  });

  it("looks at the type before the size", async () => {
    assert.equal((await call("POST", KEYS, sized(102_401), { "content-type": "text/plain" })).status, 415);
  });

  it("keeps the connection of its errors and repeats path and query in them", async () => {
    const { status, headers, body } = await call("GET", "/api/nothing?a=b%20c");
    assert.equal(status, 404);
    assert.equal(headers.get("connection"), "keep-alive");
    assert.deepEqual(body, {
      "Otoroshi-Error": "Client Error: an error occurred on /api/nothing?a=b%20c (404)",
    });
  });

  it("answers in HTML to who accepts it", async () => {
    const { headers, text } = await call("GET", "/api/nothing", undefined, { accept: "text/html" });
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
    assert.match(text, /an error occurred on \/api\/nothing/);
  });

  it("does not know the paths and methods that the server does not have", async () => {
    for (const [method, path] of [
      ["PUT", "/api/apikeys"],
      ["POST", "/api/apikeys/k"],
      ["GET", "/api/apikeys/"],
      ["GET", "/api/groups//apikeys"],
      ["GET", "/"],
    ] as const) {
      const { status, text } = await call(method, path);
      assert.equal(status, 404, `${method} ${path}`);
      assert.match(text, /Client Error/);
    }
  });

  it("answers HEAD like GET, without a body", async () => {
    const { status, text } = await call("HEAD", KEYS);
    assert.deepEqual([status, text], [200, ""]);
    assert.equal((await call("HEAD", `${KEYS}/none`)).status, 404);
  });

  it("takes an id of any characters as one encoded segment", async () => {
    const clientId = "a/b c%2F+?#é";
    await call("POST", KEYS, { clientId, clientName: "n" });
    const { body } = await call("GET", `${KEYS}/${encodeURIComponent(clientId)}`);
    assert.equal((body as { clientId: string }).clientId, clientId);
  });

  it("refuses a path that is wrongly encoded", async () => {
    assert.equal((await call("GET", `${KEYS}/%zz`)).status, 400);
  });

  it("never finds a key whose id is a dot or two, however they are written", async () => {
    for (const [id, path] of [
      [".", "%2E"],
      ["..", "%2e%2E"],
    ] as const) {
      embedded.otoroshi.keys.set(id, { authorizedGroup: "g1" });
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const { port, clientId, clientSecret } = embedded.otoroshi;
        const headers = { "otoroshi-client-id": clientId, "otoroshi-client-secret": clientSecret };
        get({ port, path: `${KEYS}/${path}`, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on("error", reject);
      });
      assert.equal(status, 404, id);
    }
  });
});
