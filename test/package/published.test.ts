import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packedPackage } from "../engine/package";
import { root } from "../reference/documentation";

interface Packed {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly unpackedSize: number;
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions: { readonly "*": Readonly<Record<string, readonly [string]>> };
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

describe("the package, as it would be published", function () {
  this.timeout(60_000);
  let packed: Packed;
  let manifest: Manifest;

  before(async () => {
    const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
    });
    [packed] = JSON.parse(stdout) as [Packed];
    manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Manifest;
  });

  it("holds what it runs, its types and its documentation, and nothing else", () => {
    const others = packed.files
      .map((file) => file.path)
      .filter(
        (path) => !/^(dist\/[\w./-]+\.(d\.ts|js)|docs\/[\w-]+\.md)$/u.test(path) || /\.test\./u.test(path),
      );
    assert.deepEqual(others.sort(), ["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);
    assert.ok(packed.unpackedSize < 750_000, `${String(packed.unpackedSize)} bytes`);
  });

  it("points from no file to a map that is not there", async () => {
    for (const { path } of packed.files.filter((file) => file.path.startsWith("dist/"))) {
      assert.doesNotMatch(await readFile(join(root, path), "utf8"), /sourceMappingURL/u, path);
    }
  });

  it("runs nothing when it is installed", () => {
    const names = ["preinstall", "install", "postinstall", "prepare"];
    assert.deepEqual(
      names.filter((name) => name in manifest.scripts),
      [],
    );
  });

  it("says where it comes from and where to report", () => {
    const home = "https://github.com/pulumi-otoroshi/pulumi-otoroshi";
    assert.deepEqual(
      [manifest.repository.url, manifest.homepage, manifest.bugs.url],
      [`git+${home}.git`, `${home}#readme`, `${home}/issues`],
    );
  });

  it("depends on the packages that it loads, and on no other", async () => {
    const loaded = new Set<string>();
    for (const { path } of packed.files.filter((file) => file.path.endsWith(".js"))) {
      const text = await readFile(join(root, path), "utf8");
      for (const [, name = ""] of text.matchAll(
        /\b(?:require|import)\("(?!node:)((?:@[\w-]+\/)?[\w-]+)[^"]*"\)/gu,
      )) {
        loaded.add(name);
      }
    }
    loaded.delete("pulumi-otoroshi");
    const declared = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    assert.deepEqual([...loaded].sort(), declared.sort());
  });

  it("leaves the SDK to the project", () => {
    assert.ok("@pulumi/pulumi" in manifest.peerDependencies);
    assert.ok(!("@pulumi/pulumi" in manifest.dependencies));
  });

  it("has types at each of its entry points for compilers that do not read exports", () => {
    const entries = Object.entries(manifest.exports).flatMap(([name, entry]) =>
      typeof entry === "string" || name === "."
        ? []
        : [[name.slice(2), [(entry as { types: string }).types]]],
    );
    assert.deepEqual(manifest.typesVersions["*"], Object.fromEntries(entries));
  });

  it("passes publint", async () => {
    const { messages, pkg } = await publint({ pkgDir: root, strict: true });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
    );
  });

  it("passes Are The Types Wrong?", async () => {
    const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
    const data = await readFile(await packedPackage());
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(data)));
    assert.deepEqual(result.types && "problems" in result ? result.problems : ["no types"], []);
  });
});
