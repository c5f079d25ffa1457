import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as prettier from "prettier";
import { reference, referenceFile } from "../reference/reference";

describe("REFERENCE.md", () => {
  it("is what the table of fields and the doc comments say (npm run reference writes it anew)", async () => {
    const expected = await prettier.format(reference(), { parser: "markdown" });
    assert.equal(readFileSync(referenceFile, "utf8"), expected);
  });
});
