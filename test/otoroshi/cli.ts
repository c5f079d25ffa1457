import { startOtoroshi } from ".";
import { readCommand, usage, type Command } from "./cli-options";
import { logLine } from "./log-line";

async function run({ log, options }: Command): Promise<void> {
  const server = await startOtoroshi({
    ...options,
    onAnswer: log ? (request) => console.log(logLine(request)) : undefined,
  });
  console.log(server.url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function main(args: readonly string[]): void {
  const command = readCommand(args);
  if (command.help) console.log(usage());
  else run(command).catch(fail);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  fail(error);
}
