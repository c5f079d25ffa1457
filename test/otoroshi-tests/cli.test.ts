import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable } from "node:stream";
import { adminClient } from "./admin-client";
import { readCommand, usage } from "../otoroshi/cli-options";
import { logLine } from "../otoroshi/log-line";

type Child = ChildProcessByStdio<null, Readable, Readable>;

function run(...args: string[]): Child {
  const program = [`--import=tsx`, join(__dirname, "../otoroshi/cli.ts"), ...args];
  return spawn(process.execPath, program, { stdio: ["ignore", "pipe", "pipe"] });
}

async function nextLine(lines: Interface): Promise<string> {
  const [line] = (await once(lines, "line")) as [string];
  return line;
}

async function output(child: Child): Promise<{ code: unknown; out: string; err: string }> {
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

describe("the command line of the embedded Otoroshi", () => {
  let child: Child | undefined;

  afterEach(async () => {
    if (child?.exitCode === null && child.kill("SIGKILL")) await once(child, "close");
    child = undefined;
  });

  it("prints its URL when it is ready, logs requests, and ends on SIGTERM", async function () {
    this.timeout(20_000);
    child = run("--group", "team", "--service", "shop:team", "--log");
    const lines = createInterface(child.stdout);
    const url = await nextLine(lines);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const logged = nextLine(lines);
    const { body } = await adminClient(url)("GET", "/api/services/shop");
    assert.deepEqual((body as { groups: string[] }).groups, ["team"]);
    assert.equal(await logged, "GET /api/services/shop 200");
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("says what is wrong with an option and fails", async function () {
    this.timeout(20_000);
    child = run("--failure-rate", "2");
    const { code, out, err } = await output(child);
    assert.deepEqual([code, out, err], [1, "", '--failure-rate must be a number from 0 to 1, not "2"\n']);
  });

  it("lists every option in its help", () => {
    const { help } = readCommand(["--help"]);
    assert.equal(help, true);
    for (const name of [
      "port",
      "edition",
      "group",
      "service",
      "api",
      "throttle",
      "failure-rate",
      "latency",
      "legacy",
      "hostname",
      "log",
    ]) {
      assert.match(usage(), new RegExp(`--${name} `), name);
    }
  });

  it("turns flags into options", () => {
    const { log, options } = readCommand([
      "--port=8080",
      "--service=a:b:g1",
      "--service=a:b:g2",
      "--throttle",
      "--latency=5",
      "--edition=1.5",
      "--api=api_a1",
      "--group=team",
      "--group=gacme@acme",
      "--log",
    ]);
    assert.equal(log, true);
    assert.deepEqual([options.port, options.throttle, options.latency], [8080, true, 5]);
    assert.deepEqual(options.services, { "a:b": ["g1", "g2"] });
    assert.deepEqual([options.edition, options.apis], ["1.5", ["api_a1"]]);
    assert.deepEqual(options.groups, [{ id: "team" }, { id: "gacme", tenant: "acme" }]);
  });

  it("refuses a service without a group, a port that is none, an edition that it does not know", () => {
    assert.throws(() => readCommand(["--service", "shop"]), /ID:GROUP/);
    assert.throws(() => readCommand(["--port", "80.5"]), /whole number/);
    assert.throws(() => readCommand(["--port", "70000"]), /0 to 65535/);
    assert.throws(() => readCommand(["--prot", "1"]), /--prot/);
    assert.throws(() => readCommand(["--edition", "2"]), /17, 1.5, 1.4/);
    assert.throws(() => readCommand(["--group", "@acme"]), /ID@TENANT/);
  });

  it("logs a patch without the secrets in it", () => {
    const line = logLine({
      method: "PATCH",
      path: "/api/apikeys/k",
      status: 200,
      time: 0,
      body: [
        { op: "replace", path: "/clientSecret", value: "hidden1" },
        { op: "test", path: "/rotation/nextSecret", value: "hidden2", old: "hidden3" },
        { op: "add", path: "/rotation", value: { enabled: true, nextSecret: "hidden4" } },
        { op: "add", path: "/description", value: "shown" },
      ],
    });
    assert.match(line, /^PATCH \/api\/apikeys\/k 200 \[\{"op":"replace","path":"\/clientSecret"/);
    assert.match(line, /shown/);
    assert.doesNotMatch(line, /hidden/);
  });

  it("logs no body but a patch, and a lost answer as lost", () => {
    const request = { method: "POST", path: "/p", time: 0, body: { clientSecret: "hidden" } };
    assert.equal(logLine({ ...request, status: 201 }), "POST /p 201");
    assert.equal(logLine({ ...request, status: undefined }), "POST /p lost");
  });
});
