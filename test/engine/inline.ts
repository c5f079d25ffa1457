import { fork, type ChildProcess } from "node:child_process";
import { on } from "node:events";
import { join } from "node:path";
import { environmentOfTests } from "../environment";

let server: ChildProcess | undefined;

/** By program, the arguments by which the CLI finds it. */
const served = new Map<string, string[]>();

/**
 * The process that serves the programs of this one; it ends with it. After a run that failed it is another one: what the
 * SDK still does for a program whose engine has ended would be taken for a failure of the next run, or end the process.
 */
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
  const known = served.get(file);
  if (known !== undefined) return known;
  const answers = on(programServer(), "message");
  programServer().send(file);
  for await (const [answer] of answers) {
    const { file: of, port } = answer as { readonly file: string; readonly port: number };
    if (of !== file) continue;
    const args = [`--client=127.0.0.1:${String(port)}`, "--exec-kind", "auto.inline"];
    served.set(file, args);
    return args;
  }
  throw new Error(`${file} is not served`);
}

/** Lets the next program be served by a new process. */
export function endInline(): void {
  server?.kill();
  server = undefined;
  served.clear();
}
