import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveKey } from "../unit/key";
import { oneRequest } from "./process";
import { Servers } from "./servers";

describe("the client and what lies between it and the server", () => {
  const servers = new Servers();
  let folder: string;

  before(() => (folder = mkdtempSync(join(tmpdir(), "pulumi-otoroshi-"))));
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => servers.close());

  const answer = (_request: unknown, response: { end(text: string): void }): void =>
    response.end(JSON.stringify(liveKey()));

  async function secure(): Promise<{ url: string; file: string }> {
    const { url, certificate } = await servers.https(answer);
    const file = join(folder, "authority.pem");
    writeFileSync(file, certificate);
    return { url, file };
  }

  for (const name of ["HTTP_PROXY", "http_proxy"]) {
    it(`sends what is for an http URL through the proxy of ${name}`, async () => {
      const asked: string[] = [];
      const proxy = await servers.proxy(asked);
      const said = await oneRequest({ OTOROSHI_URL: "http://otoroshi.internal:8080", [name]: proxy });
      assert.deepEqual(
        [said, asked],
        ["billing", ["GET http://otoroshi.internal:8080/api/groups/g1/apikeys/billing-id"]],
      );
    });
  }

  for (const name of ["HTTPS_PROXY", "https_proxy"]) {
    it(`tunnels what is for an https URL through the proxy of ${name}, with TLS from end to end`, async () => {
      const asked: string[] = [];
      const proxy = await servers.proxy(asked);
      const { url, file } = await secure();
      const said = await oneRequest({ OTOROSHI_URL: url, NODE_EXTRA_CA_CERTS: file, [name]: proxy });
      assert.deepEqual([said, asked], ["billing", [`CONNECT ${new URL(url).host}`]]);
    });
  }

  it("connects to the URL's host through a proxy, whatever the routing hostname", async () => {
    const asked: string[] = [];
    const proxy = await servers.proxy(asked);
    const hosts: (string | undefined)[] = [];
    const url = await servers.http((request, response) => {
      hosts.push(request.headers.host);
      answer(request, response);
    });
    const routing = { OTOROSHI_URL: url, OTOROSHI_ROUTING_HOSTNAME: "otoroshi-api.oto.tools" };
    assert.equal(await oneRequest({ ...routing, HTTP_PROXY: proxy }), "billing");
    assert.deepEqual([asked, hosts], [[`CONNECT ${new URL(url).host}`], ["otoroshi-api.oto.tools"]]);
  });

  for (const name of ["NO_PROXY", "no_proxy"]) {
    it(`asks the server itself when ${name} lists its host`, async () => {
      const asked: string[] = [];
      const proxy = await servers.proxy(asked);
      const url = await servers.http(answer);
      const said = await oneRequest({ OTOROSHI_URL: url, HTTP_PROXY: proxy, [name]: "127.0.0.1" });
      assert.deepEqual([said, asked], ["billing", []]);
    });
  }

  it("names the proxy that cannot be reached, without its credentials", async () => {
    const port = await servers.raw(() => undefined);
    await servers.close();
    const said = await oneRequest({
      OTOROSHI_URL: "http://otoroshi.internal",
      HTTP_PROXY: `http://somebody:pr0xy-secret@127.0.0.1:${String(port)}`,
    });
    assert.match(said, new RegExp(`ECONNREFUSED.*through the proxy http://127.0.0.1:${String(port)}`));
    assert.doesNotMatch(said, /pr0xy-secret/);
  });

  it("refuses a proxy that is none, before anything is sent", async () => {
    const said = await oneRequest({
      OTOROSHI_URL: "http://otoroshi.internal",
      HTTP_PROXY: "socks5://127.0.0.1:1",
    });
    assert.match(said, /the proxy set in the environment must be http.*Nothing was sent/);
  });

  it("says that a proxy requires credentials", async () => {
    const proxy = await servers.http((_request, response) => response.writeHead(407).end("<html>"));
    const said = await oneRequest({ OTOROSHI_URL: "http://otoroshi.internal", HTTP_PROXY: proxy });
    assert.match(said, /a proxy requires credentials/);
  });

  it("trusts a certificate authority of the user's own, and no other", async () => {
    const { url, file } = await secure();
    assert.equal(await oneRequest({ OTOROSHI_URL: url, NODE_EXTRA_CA_CERTS: file }), "billing");
    assert.match(await oneRequest({ OTOROSHI_URL: url }), /is not trusted.*NODE_EXTRA_CA_CERTS/);
  });
});
