#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { OtoroshiError } from "../client/otoroshi-error";
import { commandLine } from "./arguments";
import { CommandFailure } from "./failure";

// A list of 20,000 keys took 195 MB in all with the space for young objects that V8 makes itself, 142 MB with a small
// one, at the same speed; 500 keys take some 80 MB.
setFlagsFromString("--semi-space-growth-factor=1");

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
