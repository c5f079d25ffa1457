import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installInto } from "../engine/package";
import { root } from "../reference/documentation";
import { complaints, template, type Extent, type Settings } from "./compile";
import { compiler, installCompilers } from "./compilers";

/** Imports from every entry point. */
const entries = `
import { ApiKeysApi, OtoroshiError, PatchOperation, Scope } from "pulumi-otoroshi/client";
import * as provider from "pulumi-otoroshi/provider";
import { startOtoroshi } from "pulumi-otoroshi/testing";

const scope: Scope = { groupId: "g1" };
const patch: PatchOperation[] = [{ op: "remove", path: "/metadata/a" }];
export async function test(): Promise<boolean> {
  const { url, clientId, clientSecret, close } = await startOtoroshi();
  const api = new ApiKeysApi({ url, clientId, clientSecret });
  const key = await api.patch(scope, "k", patch).catch((error: unknown) => error);
  await close();
  return key instanceof OtoroshiError && typeof provider.create === "function";
}
`;

const programs = join(__dirname, "programs");
const exact = { exactOptionalPropertyTypes: true };
const nodenext = { ...template, module: "nodenext", moduleResolution: "nodenext" };
const node16 = { ...template, module: "node16", moduleResolution: "node16" };
const bundler = { ...template, module: "esnext", moduleResolution: "bundler" };

/** Releases of TypeScript, the settings to try with each, the kinds of modules, and what is looked at. */
const matrix: readonly [
  Parameters<typeof compiler>[0],
  string,
  Settings,
  readonly ("ts" | "cts" | "mts")[],
  Extent,
][] = [
  ["4.9", "the settings of pulumi new", template, ["ts"], "everything"],
  ["4.9", "node16, exactOptionalPropertyTypes", { ...node16, ...exact }, ["cts", "mts"], "ours"],
  [
    "5.4",
    "the settings of pulumi new, exactOptionalPropertyTypes",
    { ...template, ...exact },
    ["ts"],
    "ours",
  ],
  ["5.4", "nodenext", nodenext, ["cts", "mts"], "ours"],
  ["5.9", "the settings of pulumi new", template, ["ts"], "everything"],
  ["5.9", "bundler", bundler, ["ts"], "ours"],
  ["6", "the settings of pulumi new", { ...template, ignoreDeprecations: "6.0" }, ["ts"], "everything"],
  ["6", "nodenext, exactOptionalPropertyTypes", { ...nodenext, ...exact }, ["cts", "mts"], "ours"],
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
    for (const extension of ["ts", "cts", "mts"]) {
      await writeFile(join(folder, `entries.${extension}`), entries);
      for (const name of ["accepted", "refused", "satisfies"]) {
        await copyFile(join(programs, `${name}.ts`), join(folder, `${name}.${extension}`));
      }
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [release, name, settings, extensions, extent] of matrix) {
    it(`compile with TypeScript ${release}: ${name}`, () => {
      const files = ["accepted", "refused", "satisfies", "entries"].flatMap((file) =>
        extensions.map((one) => `${file}.${one}`),
      );
      assert.deepEqual(complaints(compiler(release), folder, settings, files, extent), []);
    });
  }

  it("compile with the TypeScript that the SDK brings along for projects without one", () => {
    // It cannot read the types of Node; what counts is what it says of a program, and of what the program uses.
    assert.deepEqual(
      complaints(compiler("3.8"), folder, template, ["accepted.ts", "entries.ts"], "ours"),
      [],
    );
  });
});
