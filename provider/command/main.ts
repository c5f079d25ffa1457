#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OtoroshiError } from "../client/otoroshi-error";
import { commandLine } from "./arguments";
import { CommandFailure } from "./failure";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
  version: string;
};

commandLine(version)
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof CommandFailure || error instanceof OtoroshiError)) throw error;
    process.stderr.write(`error: ${error.message.replace(/\s*\n\s*/gu, " ")}\n`);
    process.exitCode = 1;
  });
