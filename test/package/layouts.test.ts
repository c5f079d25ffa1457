import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../reference/documentation";
import { Layout } from "./layout";
import { direct, library, throughLibrary } from "./programs";
import { assertServed } from "./run-program";

describe("in a project, the package", function () {
  this.timeout(60_000);
  let at: Layout;
  beforeEach(async () => {
    at = await Layout.create();
  });
  afterEach(() => at.remove());

  it("works as a direct dependency, from CommonJS and from ES modules with top-level await", async () => {
    await at.install();
    await at.file("index.js", direct);
    assertServed(await at.run("index.js"));
    await at.file(
      "index.mjs",
      'import * as pulumi from "@pulumi/pulumi"; import { ApiKey } from "pulumi-otoroshi";' +
        'await Promise.resolve(); export const id = new ApiKey("billing", { groupId: pulumi.output("g1") }).id;',
    );
    assertServed(await at.run("index.mjs"));
  });

  it("works where main is in a folder below the dependencies", async () => {
    await at.install();
    await at.file("infra/package.json", "{}");
    await at.file("infra/index.js", direct);
    assertServed(await at.run("index.js", { folder: "infra" }));
  });

  it("works in pnpm's tree of links", async () => {
    const store = "node_modules/.pnpm/pulumi-otoroshi@1";
    await at.install(store);
    await at.link("node_modules/pulumi-otoroshi", `${store}/node_modules/pulumi-otoroshi`);
    await at.file("index.js", direct);
    assertServed(await at.run("index.js"));
  });

  it("works in a workspace, hoisted and with a link to the SDK", async () => {
    await at.install();
    await at.installSdk(".");
    await at.link("packages/infra/node_modules/@pulumi/pulumi", "node_modules/@pulumi/pulumi");
    await at.file("packages/infra/package.json", JSON.stringify({ name: "infra" }));
    await at.file("packages/infra/index.js", direct);
    const outcome = await at.run("index.js", { folder: "packages/infra" });
    assertServed(outcome);
    assert.doesNotMatch(outcome.printed, /another copy/u);
  });

  it("works through a component library when the project finds it too", async () => {
    await at.install();
    await at.file("node_modules/acme-platform/index.js", library);
    await at.file("index.js", throughLibrary);
    assertServed(await at.run("index.js"));
  });

  it("says what to depend on when only a component library has it", async () => {
    await at.file("node_modules/acme-platform/index.js", library);
    await at.install("node_modules/acme-platform");
    await at.file("index.js", throughLibrary);
    const { registered, errors } = await at.run("index.js");
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? "",
      /^ApiKey "billing": Pulumi cannot find pulumi-otoroshi\/provider from the project's folder.*Add pulumi-otoroshi to the project's own dependencies/u,
    );
    assert.equal(registered, 0, "the key was registered");
  });

  for (const format of ["cjs", "esm"] as const) {
    it(`works in a program bundled by esbuild (${format})`, async () => {
      await at.install();
      await at.file("src/index.ts", direct.replace(/const (.*) = require\((.*?)\)/u, "import $1 from $2"));
      const outfile = join(at.folder, `out.${format === "esm" ? "mjs" : "js"}`);
      await build({
        entryPoints: [join(at.folder, "src/index.ts")],
        absWorkingDir: at.folder,
        bundle: true,
        platform: "node",
        format,
        outfile,
        external: ["@pulumi/pulumi", ...(format === "esm" ? ["pulumi-otoroshi"] : [])],
        logLevel: "error",
      });
      assertServed(await at.run(`out.${format === "esm" ? "mjs" : "js"}`));
    });
  }

  it("says so when it was bundled and the project does not depend on it", async () => {
    await at.install("build");
    await at.file("build/index.js", direct);
    await build({
      entryPoints: [join(at.folder, "build/index.js")],
      absWorkingDir: join(at.folder, "build"),
      bundle: true,
      platform: "node",
      outfile: join(at.folder, "index.js"),
      external: ["@pulumi/pulumi"],
      logLevel: "error",
    });
    const { errors } = await at.run("index.js");
    assert.match(errors.join(), /Add pulumi-otoroshi to the project's own dependencies/u);
  });

  it("warns of a second copy of the SDK that is connected too", async () => {
    await at.install();
    await at.installSdk(".");
    await at.installSdk("node_modules/pulumi-otoroshi");
    await at.file("index.js", direct);
    const outcome = await at.run("index.js", { connected: "node_modules/pulumi-otoroshi" });
    assertServed(outcome);
    assert.match(outcome.printed, /another copy of @pulumi\/pulumi/u);
  });

  it("refuses a second copy of the SDK that is not connected, because nothing would be made", async () => {
    await at.install();
    await at.installSdk(".");
    await at.installSdk("node_modules/pulumi-otoroshi");
    await at.file("index.js", direct);
    for (const started of [true, false]) {
      const { errors, registered } = await at.run("index.js", { started });
      assert.match(errors.join(), /loads another copy of @pulumi\/pulumi .* nothing would be created/u);
      assert.equal(registered, 0);
    }
  });

  it("refuses an SDK older than the peer dependency, which a project can force on it", async () => {
    const { peerDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      peerDependencies: Record<string, string>;
    };
    const oldest = (peerDependencies["@pulumi/pulumi"] ?? "").slice(1);
    const before = oldest.replace(
      /^3\.(\d+)\.\d+$/u,
      (_, minor: string) => `3.${String(Number(minor) - 1)}.9`,
    );
    await at.install();
    await at.installSdk(".", before);
    await at.file("index.js", direct);
    const { errors, registered } = await at.run("index.js");
    assert.match(
      errors.join(),
      new RegExp(`requires @pulumi/pulumi ${oldest} or later, but the project has ${before}`, "u"),
    );
    assert.equal(registered, 0);
    await at.installSdk(".", oldest);
    assertServed(await at.run("index.js"));
  });
});
