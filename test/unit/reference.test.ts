import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import * as prettier from "prettier";
import { root } from "../reference/documentation";
import { reference, referenceFile } from "../reference/reference";
import { typesFiles } from "../reference/types";

describe("what is made from the table of fields (npm run reference writes it anew)", () => {
  for (const { path, source } of [{ path: referenceFile, source: reference() }, ...typesFiles()]) {
    it(`${relative(root, path)} is what the table and the doc comments say`, async () => {
      const options = await prettier.resolveConfig(path);
      const expected = await prettier.format(source, { ...options, filepath: path });
      assert.equal(readFileSync(path, "utf8"), expected);
    });
  }
});
