import { findEngine } from "./engine";

findEngine().then(
  ({ folder }) => process.stdout.write(`${folder}\n`),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
