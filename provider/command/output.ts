import { createWriteStream, existsSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandFailure } from "./failure";

/**
 * Writes a text as it comes, at the pace of who takes it.
 *
 * @param out a file; standard output without one
 * @param force whether a file that exists is written over
 * @throws CommandFailure when it cannot be written
 */
export async function write(text: Iterable<string>, out?: string, force = false): Promise<void> {
  try {
    if (out === undefined) await pipeline(Readable.from(text), process.stdout, { end: false });
    else await pipeline(Readable.from(text), createWriteStream(out, { flags: force ? "w" : "wx" }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "EEXIST" && out !== undefined) throw exists(out);
    throw new CommandFailure(`${out ?? "standard output"} cannot be written (${code})`);
  }
}

/** @throws CommandFailure when the file is there already; told before anything else is done */
export function mustNotExist(out: string | undefined): void {
  if (out !== undefined && existsSync(out)) throw exists(out);
}

function exists(out: string): CommandFailure {
  return new CommandFailure(`${out} exists; use --force to overwrite it`);
}

/** A number of keys, in words. */
export function apiKeys(count: number): string {
  return `${String(count)} api key${count === 1 ? "" : "s"}`;
}
