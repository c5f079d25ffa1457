import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** What came of a program. */
export interface Outcome {
  /** How many resources were registered. */
  readonly registered: number;
  /** What the provider's `create` is in the engine's host: `function` where it was found. */
  readonly served: readonly string[];
  readonly errors: readonly string[];
  readonly printed: string;
}

export interface RunOptions {
  /** Whether the SDK of the project was started; it was, unless this says otherwise. */
  readonly started?: boolean;
  /** The package, as a path from the folder, whose SDK is connected to the engine: the project's unless given. */
  readonly connected?: string;
}

/** Runs a program in a folder as an engine would, on a monitor that only records. */
export async function runProgram(
  folder: string,
  program: string,
  { started = true, connected = "." }: RunOptions = {},
): Promise<Outcome> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [join(__dirname, "run-program.cjs"), program],
    {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: "", STARTED: String(started), CONNECTED: connected },
    },
  );
  const last = stdout.slice(stdout.lastIndexOf("\n") + 1);
  return { ...(JSON.parse(last) as Omit<Outcome, "printed">), printed: stdout + stderr };
}

/** Holds a program to this: it registered keys, and the engine's host found the provider of each. */
export function assertServed({ errors, served, printed }: Outcome): void {
  assert.deepEqual(errors, []);
  assert.ok(served.length > 0, printed);
  for (const one of served) assert.equal(one, "function");
}
