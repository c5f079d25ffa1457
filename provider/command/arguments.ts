import { Command, InvalidArgumentError, Option } from "commander";
import { scopeArguments, type Scope } from "../model/scope";
import { isOtoroshiError } from "../client/otoroshi-error";
import { advised } from "../servers/advice";
import { importKeys, type ImportOptions } from "./import";
import type { TargetOptions } from "./target";
import { unmanagedKeys, type UnmanagedOptions } from "./unmanaged";

const SERVER = `
The server is set by OTOROSHI_URL, OTOROSHI_CLIENT_ID and OTOROSHI_CLIENT_SECRET. Unless all three are set, or
with --connection, it is read from the configuration of the selected stack of the Pulumi project in the current
folder. Note that pulumi up uses the opposite order: the stack's configuration first, then the environment.
The keys of Otoroshi's own back office and the admin key in use are left out.`;

const STATES = `
Only keys in a state that are on this server count. They are matched by the URL and routing host name of their
connection, from the state or the stack's configuration, or else by the connection's name. A connection
name is assumed to mean the same server in all states. Keys that a stack only reads count as well.

Exit codes: 0: every key is in a state; 2: the listed keys are in no state; 1: the command failed.`;

/** The command line: \`pulumi-otoroshi import\` and \`pulumi-otoroshi unmanaged\`. */
export function commandLine(version: string): Command {
  const line = new Command("pulumi-otoroshi")
    .description(
      "Imports API keys of an Otoroshi server into Pulumi stacks, and finds keys that are in no stack.",
    )
    .version(version)
    // What fails is said in one line; a suggestion begins a second one.
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/gu, " ")}\n`) });
  withTarget(line.command("import"))
    .summary("write a program that declares existing keys")
    .description(
      "Writes a TypeScript program that declares the keys of a server, each with its clientId, adopt: true, and every " +
        "value that differs from the default. It contains no secrets. The next pulumi up adopts the keys unchanged.",
    )
    .option("--out <file>", "write to this file instead of standard output")
    .option("--force", "overwrite an existing file")
    .addHelpText("after", SERVER)
    .action((options: ImportOptions) =>
      advising(options, () => importKeys({ ...options, scopes: scopesOf(options) })),
    );
  withTarget(line.command("unmanaged"))
    .summary("list keys that are in no state")
    .description(
      "Lists the keys of a server that are in no state: keys made by hand, left by a killed run, or forgotten.",
    )
    .addOption(
      repeatable(
        "--state <file...>",
        "output of pulumi stack export, - for standard input; repeatable",
      ).default([], "the selected stack"),
    )
    .option("--json", "print the list as JSON")
    .addHelpText("after", SERVER + "\n" + STATES)
    .action(async (options: UnmanagedOptions) => {
      const some = await advising(options, () => unmanagedKeys({ ...options, scopes: scopesOf(options) }));
      if (some) process.exitCode = 2;
    });
  return line;
}

/** Puts what to do in Pulumi behind what the client says of a failure. */
async function advising<T>({ connection }: TargetOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOtoroshiError(error) ? advised(error, connection) : error;
  }
}

/** The options of both commands: the scopes and the server. */
function withTarget(command: Command): Command {
  for (const argument of scopeArguments) {
    const kind = scopeName(argument);
    command.addOption(repeatable(`--${kind} <id>`, `only keys of this ${kind}; repeatable`));
  }
  return command
    .option("--stack <name>", "the stack to use, instead of the selected one")
    .option(
      "--connection <name>",
      "the connection in the stack's otoroshi:connections, instead of the default one",
    );
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser((value: string, before: readonly string[] | undefined) => {
    if (value === "") throw new InvalidArgumentError("It must not be empty.");
    return [...(before ?? []), value];
  });
}

function scopeName(argument: string): string {
  return argument.replace(/Id$/u, "");
}

function scopesOf(options: object): Scope[] {
  const given = options as Readonly<Record<string, readonly string[] | undefined>>;
  return scopeArguments.flatMap((argument) =>
    (given[scopeName(argument)] ?? []).map((id) => ({ [argument]: id }) as unknown as Scope),
  );
}
