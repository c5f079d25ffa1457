import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CommandFailure } from "./failure";

/** Bytes of an answer at most: the state of tens of thousands of keys. */
const LARGEST = 2 ** 30;

/**
 * What a command of the Pulumi CLI prints, in the project of the current folder.
 *
 * @throws CommandFailure with what it says, when it fails or is not there
 */
export async function pulumi(...args: string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { maxBuffer: LARGEST });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") {
      throw new CommandFailure(
        "pulumi is not on the PATH; it is needed to read the stack's configuration and state",
      );
    }
    const said = stderr?.split("\n").find((line) => line.trim() !== "") ?? "no reason given";
    throw new CommandFailure(`pulumi ${args.slice(0, 2).join(" ")} failed: ${said.replace(/^error: /u, "")}`);
  }
}

/** The options that choose a stack; none for the selected one. */
export function stackOptions(stack: string | undefined): string[] {
  return stack === undefined ? [] : ["--stack", stack];
}
