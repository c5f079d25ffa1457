import { readFile } from "node:fs/promises";
import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation";

/**
 * How many resources a run did what to, as the engine counted them: `{ create: 1, same: 2 }`.
 *
 * @param file the log that `--event-log` wrote
 * @returns nothing when the run failed before the engine began
 */
export async function changesIn(file: string): Promise<OpMap> {
  let log: string;
  try {
    log = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  const events = log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as EngineEvent);
  return events.find((event) => event.summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {};
}
