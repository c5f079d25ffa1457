import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A program that the engine finds in a process that stays, and so need not start for each run. */
export class InlineProgram {
  private constructor(
    private readonly process: ChildProcess,
    /** The arguments by which the CLI finds it. */
    readonly args: readonly string[],
  ) {}

  /**
   * Serves a CommonJS program.
   *
   * @param file the program; it is loaded anew for each run, what it requires is not
   * @param env the environment of its process
   */
  static async serve(file: string, env: NodeJS.ProcessEnv): Promise<InlineProgram> {
    const process = fork(join(__dirname, "inline-program.cjs"), [file], {
      env,
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const [port] = (await once(process, "message")) as [number];
    return new InlineProgram(process, [`--client=127.0.0.1:${String(port)}`, "--exec-kind", "auto.inline"]);
  }

  /** Ends its process. */
  async close(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }
}
