import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installInto } from "../engine/package";
import { root } from "../reference/documentation";
import { complaints, template, type Settings } from "./compile";
import { compiler, installCompilers } from "./compilers";

const programs = join(__dirname, "programs");
const exact = { exactOptionalPropertyTypes: true };
const nodenext = { ...template, module: "nodenext", moduleResolution: "nodenext" };
const node16 = { ...template, module: "node16", moduleResolution: "node16" };
const bundler = { ...template, module: "esnext", moduleResolution: "bundler" };

/** Releases of TypeScript, the settings to try with each, and the kinds of modules. */
const matrix: readonly [
  Parameters<typeof compiler>[0],
  string,
  Settings,
  readonly ("ts" | "cts" | "mts")[],
][] = [
  ["4.9", "the settings of pulumi new", template, ["ts"]],
  ["4.9", "node16, exactOptionalPropertyTypes", { ...node16, ...exact }, ["cts", "mts"]],
  ["5.4", "the settings of pulumi new, exactOptionalPropertyTypes", { ...template, ...exact }, ["ts"]],
  ["5.4", "nodenext", nodenext, ["cts", "mts"]],
  ["5.9", "the settings of pulumi new", template, ["ts"]],
  ["5.9", "bundler", bundler, ["ts"]],
  ["6", "the settings of pulumi new", { ...template, ignoreDeprecations: "6.0" }, ["ts"]],
  ["6", "nodenext, exactOptionalPropertyTypes", { ...nodenext, ...exact }, ["cts", "mts"]],
];

describe("the types of the package, as published", function () {
  this.timeout(120_000);
  let folder: string;

  before(async () => {
    await installCompilers();
    await mkdir(join(root, ".cache"), { recursive: true });
    folder = await mkdtemp(join(root, ".cache", "types-"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ name: "types", private: true }));
    await installInto(folder);
    for (const name of ["accepted", "refused"]) {
      for (const extension of ["ts", "cts", "mts"]) {
        await copyFile(join(programs, `${name}.ts`), join(folder, `${name}.${extension}`));
      }
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [release, name, settings, extensions] of matrix) {
    it(`compile with TypeScript ${release}: ${name}`, () => {
      const files = ["accepted", "refused"].flatMap((file) => extensions.map((one) => `${file}.${one}`));
      assert.deepEqual(complaints(compiler(release), folder, settings, files), []);
    });
  }

  it("compile with the TypeScript that the SDK brings along for projects without one", async () => {
    const bundled = compiler("3.8");
    const all = complaints(bundled, folder, { ...template, outDir: "bin" }, ["accepted.ts"]);
    // It cannot read the types of Node and of some packages of the SDK; a program meets only its own complaints.
    assert.deepEqual(
      all.filter((one) => one.includes("accepted.ts") || one.includes("pulumi-otoroshi/dist")),
      [],
    );
    assert.match(await readFile(join(folder, "accepted.ts"), "utf8"), /new ApiKey/u);
  });
});
