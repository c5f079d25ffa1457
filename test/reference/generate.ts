import { writeFileSync } from "node:fs";
import { generatedFiles } from "./generated";

/** Writes what is made from the table of fields. */
async function generate(): Promise<void> {
  for (const { path, source } of await generatedFiles()) writeFileSync(path, source);
}

void generate();
