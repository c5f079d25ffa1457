import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "../reference/documentation";
import { generatedFiles } from "../reference/generated";

describe("what is made from the table of fields and from doc comments", () => {
  it("is what they say (npm run reference writes it anew)", async () => {
    const files = await generatedFiles();
    assert.ok(files.length >= 5);
    for (const { path, source } of files)
      assert.equal(readFileSync(path, "utf8"), source, relative(root, path));
  });
});
