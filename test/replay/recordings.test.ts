import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Recording {
  readonly scenario: string;
  readonly step: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Json;
  };
  readonly response: {
    readonly status: number;
    readonly contentType: string | null;
    readonly gatewayError: string | null;
    readonly body: Json;
  };
}

const lines = readFileSync(join(__dirname, "../fixtures/recordings.jsonl"), "utf8").trim().split("\n");
const recordings = lines.map((line) => JSON.parse(line) as Recording);

/** The scenarios in the order in which they were recorded: a later one may build on an earlier one. */
function scenarios(): Map<string, Recording[]> {
  const all = new Map<string, Recording[]>();
  for (const recording of recordings) {
    all.set(recording.scenario, [...(all.get(recording.scenario) ?? []), recording]);
  }
  return all;
}

/** A body that is text was sent as it stands, it may not even be JSON. */
function sent(body: Json): string | undefined {
  if (body === null) return undefined;
  return typeof body === "string" ? body : JSON.stringify(body);
}

async function replay(otoroshi: EmbeddedOtoroshi, { request }: Recording): Promise<Recording["response"]> {
  const { method, path, headers } = request;
  const body = sent(request.body);
  // A body that is bytes gets no Content-Type from fetch, which a text would.
  const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
  const response = await fetch(new URL(path, otoroshi.url), { method, headers, ...bytes });
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    gatewayError: response.headers.get("otoroshi-error-msg"),
    body: (await response.json()) as Json,
  };
}

const GENERATED = { clientId: /^[a-z0-9]{16}$/, clientSecret: /^[a-z0-9]{64}$/ };

/** Replaces what the server made up by a word, where the request left it to the server. */
function withoutGenerated(body: Json, request: Json): Json {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return body;
  const given = request !== null && typeof request === "object" && !Array.isArray(request) ? request : {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (name !== "clientId" && name !== "clientSecret") return [name, value];
      if (Object.hasOwn(given, name)) return [name, value];
      return [name, typeof value === "string" && GENERATED[name].test(value) ? "generated" : value];
    }),
  );
}

describe("the embedded Otoroshi answers as the recorded one did", () => {
  let otoroshi: EmbeddedOtoroshi;

  before(async () => {
    otoroshi = await startOtoroshi();
  });

  after(() => otoroshi.close());

  for (const [scenario, steps] of scenarios()) {
    it(`answers every request of "${scenario}" like the real server`, async () => {
      for (const recording of steps) {
        const { method, path, body } = recording.request;
        const created = method === "POST" ? body : null;
        const expected = recording.response;
        const actual = await replay(otoroshi, recording);
        assert.deepEqual(
          { ...actual, body: method === "POST" ? withoutGenerated(actual.body, created) : actual.body },
          { ...expected, body: method === "POST" ? withoutGenerated(expected.body, created) : expected.body },
          `step ${recording.step}: ${method} ${path}`,
        );
      }
    });
  }

  it("replays all 189 requests of the 25 scenarios", () => {
    assert.equal(recordings.length, 189);
    assert.equal(scenarios().size, 25);
    assert.equal(otoroshi.requests.length, recordings.length);
  });
});
