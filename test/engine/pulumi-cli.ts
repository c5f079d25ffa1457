import { execFile, type ChildProcess } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** What a run of the CLI ended with. */
export interface Run {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
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

  /** Interrupts what still runs, as Ctrl-C does, so that a test that was given up leaves nothing running. */
  protected interrupt(): void {
    for (const child of this.running) child.kill("SIGINT");
  }
}
