import assert from "node:assert/strict";
import { startOtoroshi, type EmbeddedOtoroshi, type OtoroshiOptions } from "../otoroshi";
import { comparable, recordings, replay, scenarios } from "./recording";

interface RecordedServer {
  readonly name: string;
  readonly file: string;
  readonly requests: number;
  readonly scenarios: number;
  readonly options: OtoroshiOptions;
}

const SERVERS: readonly RecordedServer[] = [
  { name: "17.17.0", file: "recordings.jsonl", requests: 189, scenarios: 25, options: {} },
  {
    name: "17.17.0, with an API and a group of another tenant",
    file: "recordings-2.jsonl",
    requests: 82,
    scenarios: 10,
    options: { apis: ["api_a1"], groups: [{ id: "gacme", tenant: "acme", teams: ["t1"] }] },
  },
  {
    name: "1.5.20",
    file: "recordings-1.5.jsonl",
    requests: 189,
    scenarios: 25,
    options: { edition: "1.5" },
  },
  {
    name: "1.4.22",
    file: "recordings-1.4.jsonl",
    requests: 189,
    scenarios: 25,
    options: { edition: "1.4" },
  },
];

for (const { name, file, options, ...count } of SERVERS) {
  describe(`the embedded Otoroshi answers as the recorded ${name} did`, () => {
    const recorded = recordings(file);
    let otoroshi: EmbeddedOtoroshi;

    before(async () => {
      otoroshi = await startOtoroshi(options);
    });

    after(() => otoroshi.close());

    for (const [scenario, steps] of scenarios(recorded)) {
      it(`to every request of "${scenario}"`, async () => {
        for (const recording of steps) {
          const { request, step } = recording;
          const actual = await replay(otoroshi.url, recording);
          assert.equal(
            comparable(actual, request),
            comparable(recording.response, request),
            `step ${String(step)}: ${request.method} ${request.path}`,
          );
        }
      });
    }

    it(`to all ${count.requests} requests of the ${count.scenarios} scenarios`, () => {
      assert.equal(recorded.length, count.requests);
      assert.equal(scenarios(recorded).size, count.scenarios);
      assert.equal(otoroshi.requests.length, recorded.length);
    });
  });
}
