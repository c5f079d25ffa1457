import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { chart } from "./chart";
import { measureRound, type Measurement } from "./measure";
import { summarise, table } from "./report";
import { subjects, type Declared, type Subject } from "./subjects";

const everyProvider = subjects.map((one) => one.name).join(",");

const HELP = `npm run bench -- [options]

Measures a provider that does nothing (the floor), one that does nothing and whose state holds all fields of a
key (fields), the usual hand-written one and this one, in turn, on the real engine with the file backend and an
embedded Otoroshi.

  --keys 100,300,1000   how many keys
  --declare few         what keys are declared with: a few arguments, or all that a key has
  --latency 0,50        milliseconds that every answer takes
  --repetitions 1       rounds; medians are shown
  --throttle            let the server refuse more than 500 requests per 10 s, as a fresh one does
  --providers ${everyProvider}
  --skip-checkpoints    let the engine write the state once at the end (PULUMI_SKIP_CHECKPOINTS)
  --json FILE           where the measurements go; default bench.json
  --chart FILE          draw a chart (SVG) of them
  --from FILE,...       measure nothing: show what these files of earlier measurements hold`;

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "100,300,1000" },
    declare: { type: "string", default: "few" },
    latency: { type: "string", default: "0,50" },
    repetitions: { type: "string", default: "1" },
    throttle: { type: "boolean", default: false },
    providers: { type: "string", default: everyProvider },
    "skip-checkpoints": { type: "boolean", default: false },
    json: { type: "string", default: "bench.json" },
    chart: { type: "string" },
    from: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** @throws RangeError naming the option, for anything but whole numbers separated by commas */
function numbers(option: "keys" | "latency" | "repetitions"): number[] {
  const all = values[option].split(",").map(Number);
  if (all.every((one) => Number.isInteger(one) && one >= 0)) return all;
  throw new RangeError(`--${option} must be whole numbers separated by commas, not '${values[option]}'`);
}

/** @throws RangeError for a provider that there is none of */
function chosen(): Subject[] {
  return values.providers.split(",").map((name) => {
    const one = subjects.find((subject) => subject.name === name);
    if (one === undefined) throw new RangeError(`--providers: there is no '${name}'`);
    return one;
  });
}

/** @throws RangeError for anything but the two */
function declared(): Declared {
  const { declare } = values;
  if (declare === "few" || declare === "all") return declare;
  throw new RangeError(`--declare must be few or all, not '${declare}'`);
}

interface Results {
  readonly machine: string;
  readonly measurements: readonly Measurement[];
}

async function measured(): Promise<Results> {
  const measurements: Measurement[] = [];
  const machine = `${String(cpus().length)} x ${cpus()[0]?.model ?? "?"}, Node ${process.version}`;
  const [providers, repetitions] = [chosen(), numbers("repetitions")[0] ?? 1];
  const declare = declared();
  const { throttle, "skip-checkpoints": skipCheckpoints } = values;
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    for (const keys of numbers("keys")) {
      for (const latency of numbers("latency")) {
        await measureRound(
          providers,
          { keys, declare, latency, repetition, throttle, skipCheckpoints },
          (one) => {
            measurements.push(one);
            // A round takes minutes: what is measured is kept, whatever becomes of the rest.
            writeFileSync(values.json, JSON.stringify({ machine, options: values, measurements }, null, 1));
            process.stderr.write(
              `${String(keys)} keys, ${String(latency)} ms: ${one.subject} ${one.operation} ${one.seconds.toFixed(2)} s, ` +
                `${String(one.requests)} requests${one.failed ? ", FAILED" : ""}\n`,
            );
          },
        );
      }
    }
  }
  return { machine, measurements };
}

function kept(files: string): Results {
  const all = files.split(",").map((file) => JSON.parse(readFileSync(file, "utf8")) as Results);
  return { machine: all[0]?.machine ?? "", measurements: all.flatMap((one) => one.measurements) };
}

async function bench(): Promise<void> {
  const { machine, measurements } = values.from === undefined ? await measured() : kept(values.from);
  const rows = summarise(measurements);
  if (values.chart !== undefined) writeFileSync(values.chart, await chart(rows));
  process.stdout.write(`${machine}\n${table(rows)}\n`);
}

if (values.help) process.stdout.write(`${HELP}\n`);
else {
  bench().catch((error: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof RangeError ? error.message : String((error as Error).stack)}\n`);
  });
}
