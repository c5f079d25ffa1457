import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "esbuild";
import { packedPackage } from "../engine/package";
import { install, newFolder, otherVersion, packed, remove, writeFiles, type Manager } from "./managers";
import { direct, library, throughLibrary } from "./programs";
import { assertServed, runProgram, type Outcome } from "./run-program";

/** The oldest SDK that the package accepts, one that it does not, and one that runs on all supported Nodes. */
const [OLDEST, TOO_OLD, SDK] = ["3.216.0", "3.200.0", "3.248.0"];

const programs = { "index.js": direct, "library.js": throughLibrary, "infra/index.js": direct };

/** What the constructor says where the engine would not find the provider. */
const notFound = /add pulumi-otoroshi to the dependencies of the project itself/u;

for (const manager of ["npm", "pnpm", "yarn"] as const satisfies readonly Manager[]) {
  describe(`in a project installed by ${manager}, the package`, function () {
    this.timeout(180_000);
    let home: string;
    let ours: string;
    let acme: string;
    before(async () => {
      home = await newFolder();
      ours = `file:${await packedPackage()}`;
      const manifest = {
        name: "acme-platform",
        version: "1.0.0",
        main: "index.js",
        dependencies: { "pulumi-otoroshi": ours },
        peerDependencies: { "@pulumi/pulumi": "^3.0.0" },
      };
      acme = await packed(home, { "package.json": JSON.stringify(manifest), "index.js": library });
    });
    after(() => remove(home));

    let made = 0;
    async function project(manifest: object, files: Readonly<Record<string, string>> = {}): Promise<string> {
      const folder = join(home, `project-${String((made += 1))}`);
      const text = JSON.stringify({ name: "project", version: "1.0.0", private: true, ...manifest });
      await writeFiles(folder, { "package.json": text, ...programs, ...files });
      await install(manager, folder);
      return folder;
    }

    it("works directly, below main, through a component library and bundled", async () => {
      const folder = await project({
        dependencies: { "@pulumi/pulumi": SDK, "pulumi-otoroshi": ours, "acme-platform": acme },
      });
      assertServed(await runProgram(folder, "index.js"));
      assertServed(await runProgram(folder, "library.js"));
      assertServed(await runProgram(join(folder, "infra"), "index.js"));
      await build({
        entryPoints: [join(folder, "index.js")],
        absWorkingDir: folder,
        bundle: true,
        platform: "node",
        outfile: join(folder, "bundle.js"),
        external: ["@pulumi/pulumi"],
        logLevel: "error",
      });
      assertServed(await runProgram(folder, "bundle.js"));
    });

    it("that only a component library depends on works where it is hoisted, and is asked for where not", async () => {
      const folder = await project({ dependencies: { "@pulumi/pulumi": SDK, "acme-platform": acme } });
      const outcome = await runProgram(folder, "library.js");
      if (manager !== "pnpm") {
        assertServed(outcome);
        return;
      }
      assert.match(outcome.errors.join(), notFound);
      assert.equal(outcome.registered, 0);
    });

    it("works where the project has another version of it than a component library", async () => {
      const folder = await project({
        dependencies: {
          "@pulumi/pulumi": SDK,
          "pulumi-otoroshi": await otherVersion(home, "0.3.1"),
          "acme-platform": acme,
        },
      });
      const outcome = await runProgram(folder, "library.js");
      assertServed(outcome);
      assert.doesNotMatch(outcome.printed, /another copy/u);
    });

    it("works in a workspace", async () => {
      const dependencies = { "@pulumi/pulumi": SDK, "pulumi-otoroshi": ours };
      const folder = await project(
        { workspaces: ["packages/*"] },
        {
          "pnpm-workspace.yaml": "packages: ['packages/*']\n",
          "packages/infra/package.json": JSON.stringify({ name: "infra", version: "1.0.0", dependencies }),
          "packages/infra/index.js": direct,
        },
      );
      const outcome = await runProgram(join(folder, "packages", "infra"), "index.js");
      assertServed(outcome);
      assert.doesNotMatch(outcome.printed, /another copy/u);
    });

    it("works with the oldest SDK that it accepts", async () => {
      const folder = await project({ dependencies: { "@pulumi/pulumi": OLDEST, "pulumi-otoroshi": ours } });
      assertServed(await runProgram(folder, "index.js"));
    });

    it("does not go with an older SDK: the installation fails, or the program says so", async () => {
      const dependencies = { "@pulumi/pulumi": TOO_OLD, "pulumi-otoroshi": ours };
      if (manager === "npm") return assert.rejects(project({ dependencies }), /ERESOLVE/u);
      assertTooOld(await runProgram(await project({ dependencies }), "index.js"));
    });

    it("says that the SDK is too old where the project forces it on every package", async () => {
      const forced = { "@pulumi/pulumi": TOO_OLD };
      const dependencies = { ...forced, "pulumi-otoroshi": ours };
      const folder = await project({ dependencies, overrides: forced, resolutions: forced });
      assertTooOld(await runProgram(folder, "index.js"));
    });

    it("works where a component library has an SDK of its own, or says that it is another one", async () => {
      const manifest = {
        name: "acme-platform",
        version: "1.0.0",
        main: "index.js",
        dependencies: { "pulumi-otoroshi": ours, "@pulumi/pulumi": OLDEST },
      };
      const nested = await packed(home, { "package.json": JSON.stringify(manifest), "index.js": library });
      const folder = await project({
        dependencies: { "@pulumi/pulumi": SDK, "pulumi-otoroshi": ours, "acme-platform": nested },
      });
      const outcome = await runProgram(folder, "library.js");
      if (manager !== "pnpm") {
        assertServed(outcome);
        return;
      }
      assert.match(outcome.errors.join(), /loads another copy of @pulumi\/pulumi/u);
      assert.equal(outcome.registered, 0);
    });
  });
}

function assertTooOld({ errors, registered }: Outcome): void {
  assert.match(errors.join(), /requires @pulumi\/pulumi 3\.216\.0 or later, but the project has 3\.200\.0/u);
  assert.equal(registered, 0);
}
