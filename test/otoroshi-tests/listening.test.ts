import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get, type RequestOptions } from "node:https";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { servers } from "./server";

const KEYS = "/api/groups/g1/apikeys";
const KEY = { clientId: "k", clientName: "k" };

describe("an embedded Otoroshi that is stopped", () => {
  const started = servers();

  const refused = (error: unknown): boolean =>
    ((error as Error).cause as NodeJS.ErrnoException).code === "ECONNREFUSED";

  it("refuses connections, and knows everything again on the same port", async () => {
    const { otoroshi, call } = await started();
    await call("POST", KEYS, KEY);
    await otoroshi.stop();
    await assert.rejects(call("GET", KEYS), refused);
    await otoroshi.start();
    assert.equal((await call("GET", `${KEYS}/k`)).status, 200);
    assert.equal(otoroshi.requests.length, 2);
  });

  it("is down for as long as its restart is told", async () => {
    const { otoroshi, call } = await started();
    const start = performance.now();
    const up = otoroshi.restart({ downMs: 200 });
    await assert.rejects(call("GET", KEYS));
    await up;
    assert.ok(performance.now() - start >= 199);
    assert.equal((await call("GET", KEYS)).status, 200);
  });

  it("waits for its port when somebody else has got it meanwhile", async () => {
    const { otoroshi, call } = await started();
    await otoroshi.stop();
    const other = createServer().listen(otoroshi.port, "127.0.0.1");
    await once(other, "listening");
    try {
      const up = otoroshi.start();
      assert.equal(await Promise.race([up, wait(50, "still down")]), "still down");
      other.close();
      await up;
    } finally {
      other.close();
    }
    assert.equal((await call("GET", KEYS)).status, 200);
  });

  it("can be closed once more", async () => {
    const { otoroshi } = await started();
    await otoroshi.stop();
    await otoroshi.close();
  });
});

describe("an embedded Otoroshi with a certificate", () => {
  const started = servers();

  const pem = (name: string): string => readFileSync(join(__dirname, "../fixtures", name), "utf8");
  const tls = { key: pem("loopback.key.pem"), cert: pem("loopback.cert.pem") };

  const status = (url: string, options: RequestOptions): Promise<unknown> =>
    new Promise((resolve, reject) => {
      get(url, { headers: { accept: "application/json" }, ...options }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on("error", reject);
    });

  it("speaks HTTPS to who trusts it", async () => {
    const { otoroshi } = await started({ tls });
    assert.match(otoroshi.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(otoroshi.environment["OTOROSHI_URL"], otoroshi.url);
    assert.equal(await status(otoroshi.url, { ca: tls.cert }), 400);
    await assert.rejects(status(otoroshi.url, {}), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  });

  it("breaks a connection under TLS too", async () => {
    const { otoroshi } = await started({ tls });
    otoroshi.fail({ how: { reset: "before" } });
    await assert.rejects(status(otoroshi.url, { ca: tls.cert }), { code: "ECONNRESET" });
  });
});
