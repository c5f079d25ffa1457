import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";
import { keyFiles, type KeyFile } from "./key-file";

function declared(): KeyFile[] {
  try {
    return keyFiles(join(__dirname, "keys"));
  } catch (error) {
    // Without this the CLI shows a stack trace.
    throw new pulumi.RunError((error as Error).message);
  }
}

/** The ids of all keys, by file. */
export const clientIds = Object.fromEntries(
  declared().map(({ name, args }) => [
    name,
    new ApiKey(name, { ...args, clientId: name, adopt: true }).clientId,
  ]),
);
