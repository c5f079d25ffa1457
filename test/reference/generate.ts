import { writeFileSync } from "node:fs";
import * as prettier from "prettier";
import { reference, referenceFile } from "./reference";
import { typesFiles } from "./types";

/** Writes what is made from the table of fields. */
async function generate(): Promise<void> {
  for (const { path, source } of [{ path: referenceFile, source: reference() }, ...typesFiles()]) {
    const options = await prettier.resolveConfig(path);
    writeFileSync(path, await prettier.format(source, { ...options, filepath: path }));
  }
}

void generate();
