import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

/** What a run of the CLI ended with. */
export interface Output {
  /** Without escape sequences. */
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
}

/** How long an interrupted CLI gets to end its plugins, in milliseconds, before the next signal. */
const GRACE_MS = 5_000;

/** Runs of the Pulumi CLI in one folder, with one environment. */
export class PulumiProcess {
  private readonly running = new Set<ChildProcess>();

  constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /**
   * Runs the CLI to its end.
   *
   * @throws Error when it cannot be started; a failing run is a result
   */
  async run(args: readonly string[]): Promise<Output> {
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.running.add(child);
    try {
      const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
      const [code] = (await once(child, "close")) as [number | null];
      return { stdout: stdout(), stderr: stderr(), exitCode: code ?? undefined };
    } finally {
      this.running.delete(child);
    }
  }

  /** Ends what still runs. */
  async stop(): Promise<void> {
    await Promise.all([...this.running].map(interrupt));
  }
}

function text(stream: NodeJS.ReadableStream): () => string {
  const chunks: string[] = [];
  stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
  return () => stripVTControlCharacters(chunks.join(""));
}

/**
 * The first interrupt waits for the operations that are going on, the second gives them up; both end the plugins,
 * which run in process groups of their own and would outlive a CLI that is just killed.
 */
async function interrupt(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  for (const signal of ["SIGINT", "SIGINT", "SIGKILL"] as const) {
    child.kill(signal);
    const waiting = new AbortController();
    await Promise.race([
      closed,
      sleep(GRACE_MS, undefined, { signal: waiting.signal }).catch(() => undefined),
    ]);
    waiting.abort();
    if (child.exitCode !== null || child.signalCode !== null) break;
  }
  await closed;
}
