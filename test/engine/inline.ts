import { fork, type ChildProcess } from "node:child_process";
import { on } from "node:events";
import { join } from "node:path";
import { environmentOfTests } from "../environment";

let server: ChildProcess | undefined;

/** The process that serves the programs of this one; it ends with it. */
function programServer(): ChildProcess {
  if (server === undefined) {
    server = fork(join(__dirname, "inline-programs.cjs"), {
      env: environmentOfTests(),
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    server.unref();
    server.channel?.unref();
  }
  return server;
}

/**
 * Serves a CommonJS program to the engine from a process that stays, so that none has to start for a run.
 *
 * @param file the program; it is loaded anew for each run, what it requires is not
 * @returns the arguments by which the CLI finds it
 */
export async function serveInline(file: string): Promise<string[]> {
  const answers = on(programServer(), "message");
  programServer().send(file);
  for await (const [answer] of answers) {
    const { file: served, port } = answer as { readonly file: string; readonly port: number };
    if (served === file) return [`--client=127.0.0.1:${String(port)}`, "--exec-kind", "auto.inline"];
  }
  throw new Error(`${file} is not served`);
}
