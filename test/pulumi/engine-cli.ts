import { findEngine } from "./engine";

findEngine().then(
  ({ directory }) => process.stdout.write(`${directory}\n`),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
