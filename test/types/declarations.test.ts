import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../reference/documentation";
import { compiler, installCompilers } from "./compilers";
import { reachedFrom, unexported } from "./declarations";

describe("the declarations that the entry points reach", function () {
  this.timeout(60_000);
  before(installCompilers);

  it("name no package but the Pulumi SDK", () => {
    const { packages } = reachedFrom(root, ts);
    const others = [...packages].filter(([name]) => !/^@pulumi\/pulumi(\/|$)/u.test(name));
    assert.deepEqual(others, []);
  });

  for (const entry of ["index", "client/index", "testing/index"]) {
    it(`of ${entry} export every type that they mention`, () => {
      assert.deepEqual(unexported(join(root, "dist", `${entry}.d.ts`), ts), []);
    });
  }

  for (const release of ["3.8", "4.9"] as const) {
    it(`are read by TypeScript ${release}`, () => {
      const old = compiler(release);
      for (const file of reachedFrom(root, ts).files) {
        const source = old.createSourceFile(file, readFileSync(file, "utf8"), old.ScriptTarget.ES2020);
        const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
        assert.deepEqual(parseDiagnostics, [], file);
      }
    });
  }
});
