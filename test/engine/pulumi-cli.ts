import { execFile, type ChildProcess } from "node:child_process";
import { promisify, stripVTControlCharacters } from "node:util";

/** What a run of the CLI ended with. */
export interface Run {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

async function descendantsOf(pids: readonly number[]): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const all = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/u).map(Number) as [number, number]);
  const found = new Set(pids);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const [pid, parent] of all) if (found.has(parent)) found.add(pid);
  }
  return [...found].filter((pid) => !pids.includes(pid));
}

/** The Pulumi CLI in a project's folder. */
export class PulumiCli {
  /** All that the CLI printed, but for what was asked to show secrets. */
  transcript = "";
  private readonly running = new Set<ChildProcess>();

  /**
   * @param folder the project's
   * @param environment of the CLI, as a whole
   * @param options put behind every command's own
   */
  constructor(
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly options: readonly string[] = [],
  ) {}

  /** Runs the CLI and throws, with all it printed, when it fails. */
  async must(...args: string[]): Promise<Run> {
    const run = await this.run(...args);
    if (run.code !== 0)
      throw new Error(`pulumi ${args.join(" ")} ended with ${String(run.code)}:\n${run.output}`);
    return run;
  }

  run(...args: string[]): Promise<Run> {
    const every = ["--non-interactive", "--color", "never", ...this.options];
    const options = { cwd: this.folder, env: this.environment, maxBuffer: 256 * 1024 * 1024 };
    return new Promise((resolve) => {
      const child = execFile("pulumi", [...args, ...every], options, (error, stdout, stderr) => {
        this.running.delete(child);
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
        const output = stripVTControlCharacters(stdout + stderr);
        this.transcript += output;
        resolve({ code, output });
      });
      this.running.add(child);
    });
  }

  /**
   * Runs the CLI until something has happened, and kills it with all that it has started (SIGKILL), as the end
   * of a container does.
   */
  async killedAt(moment: Promise<unknown>, ...args: string[]): Promise<void> {
    const run = this.run(...args);
    const early = run.then(({ output }) => {
      throw new Error(`pulumi ${args.join(" ")} ended before it was killed:\n${output}`);
    });
    await Promise.race([moment, early]);
    const pids = [...this.running].flatMap(({ pid }) => pid ?? []);
    // Plugins are in process groups of their own, and outlive the engine.
    for (const pid of [...pids, ...(await descendantsOf(pids))]) process.kill(pid, "SIGKILL");
    await early.catch(() => undefined);
  }

  /** Interrupts what still runs, as Ctrl-C does, so that a test that was given up leaves nothing running. */
  protected interrupt(): void {
    for (const child of this.running) child.kill("SIGINT");
  }
}
