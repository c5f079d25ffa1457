import * as prettier from "prettier";
import { clientFile, clientReference } from "./client";
import { reference, referenceFile } from "./reference";
import { typesFiles, type TypesFile } from "./types";

/** Every file that is made from the table of fields and from doc comments, formatted. */
export function generatedFiles(): Promise<TypesFile[]> {
  const files = [
    { path: referenceFile, source: reference() },
    { path: clientFile, source: clientReference() },
    ...typesFiles(),
  ];
  return Promise.all(
    files.map(async ({ path, source }) => {
      const options = await prettier.resolveConfig(path);
      return { path, source: await prettier.format(source, { ...options, filepath: path }) };
    }),
  );
}
