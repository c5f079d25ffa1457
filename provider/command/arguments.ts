import { Command, InvalidArgumentError, Option } from "commander";
import { scopeArguments, type Scope } from "../model/scope";
import { isOtoroshiError } from "../client/otoroshi-error";
import { advised } from "../servers/advice";
import { importKeys, type ImportOptions } from "./import";
import type { TargetOptions } from "./target";
import { unmanagedKeys, type UnmanagedOptions } from "./unmanaged";

const SERVER = `
The server is the one that OTOROSHI_URL, OTOROSHI_CLIENT_ID and OTOROSHI_CLIENT_SECRET name or, unless all three
are set, that of the selected stack of the Pulumi project in the current folder (--connection always asks the
stack). With pulumi up it is the other way round: there the stack's configuration comes first.
The keys of Otoroshi's own back office and the admin key in use are left out.`;

const STATES = `
A state's key counts when it is on this server: when its connection has the server's URL and host
name, as the state and the stack's configuration tell them, or the same name where they do not. Connections of one name are taken for one
server in all states. A key that a stack only reads counts as well.

Exit code 0: every key is in a state; 2: some are in none, and are listed; 1: it could not be told.`;

/** The command line: \`pulumi-otoroshi import\` and \`pulumi-otoroshi unmanaged\`. */
export function commandLine(version: string): Command {
  const line = new Command("pulumi-otoroshi")
    .description("Brings the api keys of an Otoroshi into Pulumi stacks, and finds those that are in none.")
    .version(version)
    // What fails is said in one line; a suggestion begins a second one.
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replace(/\s*\n\s*/gu, " ")}\n`) });
  withTarget(line.command("import"))
    .summary("write a program that declares existing keys")
    .description(
      "Writes a TypeScript program that declares the keys of a server, each with its clientId and adopt: true, and " +
        "what differs from the defaults. It holds no secret. The following pulumi up takes the keys over unchanged.",
    )
    .option("--out <file>", "the file to write, instead of standard output")
    .option("--force", "write over a file that exists")
    .addHelpText("after", SERVER)
    .action((options: ImportOptions) =>
      advising(options, () => importKeys({ ...options, scopes: scopesOf(options) })),
    );
  withTarget(line.command("unmanaged"))
    .summary("list the keys that no state knows")
    .description(
      "Lists the keys of a server that no state knows: made by hand, left by a run that was killed, forgotten.",
    )
    .addOption(
      repeatable(
        "--state <file...>",
        "what pulumi stack export prints, - for standard input; repeatable",
      ).default([], "the selected stack's"),
    )
    .option("--json", "print a list in JSON")
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

/** The options that both have: whose keys, and on which server. */
function withTarget(command: Command): Command {
  for (const argument of scopeArguments) {
    const kind = scopeName(argument);
    command.addOption(repeatable(`--${kind} <id>`, `only keys of this ${kind}; repeatable`));
  }
  return command
    .option("--stack <name>", "the stack to ask, instead of the selected one")
    .option(
      "--connection <name>",
      "a server of the stack's otoroshi:connections, instead of the default one",
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
