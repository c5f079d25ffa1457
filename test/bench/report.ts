import Table from "cli-table3";
import { operations, type Measurement, type OperationName } from "./measure";
import type { Subject } from "./subjects";

/** The median of a subject's measurements of an operation under the same conditions. */
export interface Summary {
  readonly keys: number;
  readonly latency: number;
  readonly operation: OperationName;
  readonly subject: Subject["name"];
  readonly seconds: number;
  readonly requests: number;
  readonly refused: number;
  readonly failures: number;
  /** Seconds as a multiple of the floor's in the same round, the median of the rounds. */
  readonly ratio: number | undefined;
  /** The same against a provider that does nothing and whose state holds all of a key's fields. */
  readonly ratioToFields: number | undefined;
  readonly stateBytes: number | undefined;
  readonly providerLength: number | undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** How often as long as another subject's of the same round the measurements took. */
function ratioOf(
  mine: readonly Measurement[],
  all: readonly Measurement[],
  subject: Subject["name"],
): number | undefined {
  const ratios = mine.flatMap(({ seconds, repetition, attempt }) => {
    const other = all.find(
      (one) => one.subject === subject && one.repetition === repetition && one.attempt === attempt,
    );
    return other === undefined ? [] : [seconds / other.seconds];
  });
  return ratios.length === 0 ? undefined : median(ratios);
}

/** Sums measurements up: a row per condition, operation and subject. */
export function summarise(all: readonly Measurement[]): Summary[] {
  const rows: Summary[] = [];
  for (const keys of distinct(all.map((one) => one.keys))) {
    for (const latency of distinct(all.map((one) => one.latency))) {
      for (const operation of operations) {
        const same = all.filter(
          (one) => one.keys === keys && one.latency === latency && one.operation === operation,
        );
        for (const subject of distinct(same.map((one) => one.subject))) {
          const mine = same.filter((one) => one.subject === subject);
          rows.push({
            keys,
            latency,
            operation,
            subject,
            seconds: median(mine.map((one) => one.seconds)),
            requests: median(mine.map((one) => one.requests)),
            refused: median(mine.map((one) => one.refused)),
            failures: mine.filter((one) => one.failed).length,
            ratio: ratioOf(mine, same, "floor"),
            ratioToFields: ratioOf(mine, same, "fields"),
            stateBytes: mine[0]?.stateBytes,
            providerLength: mine[0]?.providerLength,
          });
        }
      }
    }
  }
  return rows;
}

/** The summary as a table for a terminal. */
export function table(rows: readonly Summary[]): string {
  const out = new Table({
    head: [
      "keys",
      "latency",
      "operation",
      "provider",
      "seconds",
      "x floor",
      "x fields",
      "requests",
      "429",
      "failed",
      "state B/key",
      "__provider",
    ],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    out.push([
      row.keys,
      `${String(row.latency)} ms`,
      row.operation,
      row.subject,
      row.seconds.toFixed(2),
      row.ratio?.toFixed(2) ?? "",
      row.ratioToFields?.toFixed(2) ?? "",
      row.requests,
      row.refused,
      row.failures,
      row.stateBytes ?? "",
      row.providerLength ?? "",
    ]);
  }
  return out.toString();
}
