import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { liveKey, opening } from "../unit/key";
import { folder, run, type Folder } from "./run";

/** An Otoroshi whose one group has so many keys; it costs the test as little as possible. */
function listing(keys: number): { readonly list: Buffer; readonly serve: () => Promise<Serving> } {
  const list = Buffer.from(
    JSON.stringify(
      Array.from({ length: keys }, (_, index) =>
        liveKey({
          clientId: `client-${String(index)}`,
          clientName: `Key ${String(index)}`,
          clientSecret: "s".repeat(64),
          description: "A key that was made by hand, in the back office",
          metadata: { owner: `team-${String(index % 40)}` },
          ...opening("group_g1"),
        }),
      ),
    ),
  );
  const serve = async (): Promise<Serving> => {
    const server = createServer((request, response) => {
      response.setHeader("Content-Type", "application/json");
      response.end(request.url?.endsWith("/apikeys") === true ? list : '{"id":"g1","name":"g1"}');
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${String(port)}`, close: () => server.close() };
  };
  return { list, serve };
}

interface Serving {
  readonly url: string;
  readonly close: () => void;
}

describe("the memory of pulumi-otoroshi", function () {
  this.timeout(120_000);
  let at: Folder;

  beforeEach(async () => {
    at = await folder();
  });
  afterEach(() => at.remove());

  /** Bytes that a command takes at most, for a server with so many keys, and those of the server's list. */
  async function peak(keys: number, ...args: string[]): Promise<{ taken: number; list: number }> {
    const { list, serve } = listing(keys);
    const { url, close } = await serve();
    const file = join(at.path, "peak");
    try {
      const { err } = await run(args, {
        folder: at.path,
        environment: {
          ...{ OTOROSHI_URL: url, OTOROSHI_CLIENT_ID: "admin", OTOROSHI_CLIENT_SECRET: "secret", PEAK: file },
          // Without it the garbage that may lie about outweighs what is measured.
          NODE_OPTIONS: `--require ${join(__dirname, "peak.cjs")} --max-semi-space-size=1`,
        },
        input: '{"version":3,"deployment":{}}',
      });
      assert.equal(err, "");
      return { taken: Number(await readFile(file, "utf8")), list: list.length };
    } finally {
      close();
    }
  }

  for (const args of [
    ["import", "--group", "g1", "--out", "keys.ts", "--force"],
    ["unmanaged", "--group", "g1", "--state", "-"],
  ]) {
    it(`grows, in ${String(args[0])}, with a large group by a few times its list only`, async () => {
      const small = await peak(500, ...args);
      const large = await peak(20_000, ...args);
      const growth = (large.taken - small.taken) / (large.list - small.list);
      assert.ok(growth < 3.5, `${growth.toFixed(1)} times the list`);
    });
  }
});
