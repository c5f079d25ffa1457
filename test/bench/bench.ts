import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chart } from "./chart";
import { measureRound, type Measurement } from "./measure";
import { summarise, table } from "./report";
import { subjects } from "./subjects";

const HELP = `npm run bench -- [options]

Measures a provider that does nothing (the floor), one that does nothing and whose state holds all fields of a
key (fields), the usual hand-written one and this one, in turn, on the real engine with the file backend and an
embedded Otoroshi.

  --keys 100,300,1000   how many keys
  --latency 0,50        milliseconds that every answer takes
  --repetitions 1       rounds; medians are shown
  --throttle            let the server refuse more than 500 requests per 10 s, as a fresh one does
  --providers floor,fields,usual,ours
  --skip-checkpoints    let the engine write the state once at the end (PULUMI_SKIP_CHECKPOINTS)
  --json FILE           where the measurements go; default bench.json
  --chart FILE          draw a chart (SVG) of them`;

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "100,300,1000" },
    latency: { type: "string", default: "0,50" },
    repetitions: { type: "string", default: "1" },
    throttle: { type: "boolean", default: false },
    providers: { type: "string", default: "floor,fields,usual,ours" },
    "skip-checkpoints": { type: "boolean", default: false },
    json: { type: "string", default: "bench.json" },
    chart: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const numbers = (list: string): number[] => list.split(",").map(Number);

async function bench(): Promise<void> {
  const measurements: Measurement[] = [];
  const chosen = subjects.filter((one) => values.providers.split(",").includes(one.name));
  for (let repetition = 1; repetition <= Number(values.repetitions); repetition += 1) {
    for (const keys of numbers(values.keys)) {
      for (const latency of numbers(values.latency)) {
        const conditions = {
          keys,
          latency,
          repetition,
          throttle: values.throttle,
          skipCheckpoints: values["skip-checkpoints"],
        };
        await measureRound(chosen, conditions, (one) => {
          measurements.push(one);
          process.stderr.write(
            `${String(keys)} keys, ${String(latency)} ms: ${one.subject} ${one.operation} ${one.seconds.toFixed(2)} s, ` +
              `${String(one.requests)} requests${one.failed ? ", FAILED" : ""}\n`,
          );
        });
      }
    }
  }
  const rows = summarise(measurements);
  const machine = `${String(cpus().length)} x ${cpus()[0]?.model ?? "?"}, Node ${process.version}`;
  writeFileSync(values.json, JSON.stringify({ machine, options: values, rows, measurements }, null, 1));
  if (values.chart !== undefined) writeFileSync(values.chart, await chart(rows));
  process.stdout.write(`${machine}\n${table(rows)}\n`);
}

if (values.help) process.stdout.write(`${HELP}\n`);
else void bench();
