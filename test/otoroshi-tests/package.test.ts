import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { installInto, root } from "../engine/package";

const run = promisify(execFile);

const STARTS_AND_ASKS = `
  const { startOtoroshi } = require("pulumi-otoroshi/testing");
  (async () => {
    const otoroshi = await startOtoroshi({ groups: ["team"] });
    const headers = {
      accept: "application/json",
      "otoroshi-client-id": otoroshi.clientId,
      "otoroshi-client-secret": otoroshi.environment.OTOROSHI_CLIENT_SECRET,
    };
    const answer = await fetch(otoroshi.url + "/api/groups/team/apikeys", { headers });
    console.log(answer.status, await answer.text(), otoroshi.requests.length);
    await otoroshi.close();
  })().catch((error) => console.log(error.message));
`;

const TYPED = `
  import { startOtoroshi, type EmbeddedOtoroshi, type Failure, type OtoroshiOptions } from "pulumi-otoroshi/testing";
  const options: OtoroshiOptions = { edition: "1.5", routes: { r: ["g1"] }, apis: ["a"] };
  const failure: Failure = { method: "POST", path: /apikeys/, how: { reset: "during" } };
  export async function started(): Promise<EmbeddedOtoroshi> {
    const otoroshi = await startOtoroshi(options);
    otoroshi.fail(failure).stop();
    otoroshi.keys.set("k", { dailyQuota: 5 });
    return otoroshi;
  }
`;

const COMPILER = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023"],
    module: "nodenext",
    moduleResolution: "nodenext",
    types: [],
    strict: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files: ["program.ts"],
};

describe("pulumi-otoroshi/testing, as it is published", function () {
  this.timeout(120_000);
  let project: string;

  /** A module of this checkout, as if it were installed in the project. */
  async function install(name: string): Promise<void> {
    await symlink(join(root, "node_modules", name), join(project, "node_modules", name), "dir");
  }

  async function node(program: string): Promise<string> {
    await writeFile(join(project, "program.cjs"), program);
    const { stdout } = await run(process.execPath, ["program.cjs"], { cwd: project });
    return stdout.trim();
  }

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-testing-"));
    await installInto(project);
    await install("lossless-json");
  });

  afterEach(() => rm(project, { recursive: true, force: true }));

  it("starts a server in a folder with nothing but the package and fastify", async () => {
    await install("fastify");
    assert.equal(await node(STARTS_AND_ASKS), "200 [] 1");
  });

  it("says that it needs fastify where that is missing", async () => {
    assert.equal(
      await node(STARTS_AND_ASKS),
      "startOtoroshi needs the package fastify, which is not installed. Run: npm install --save-dev fastify",
    );
  });

  it("has types that need no other package, nor those of Node", async () => {
    await writeFile(join(project, "program.ts"), TYPED);
    await writeFile(join(project, "tsconfig.json"), JSON.stringify(COMPILER));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "--project", project]).catch(
      (error: unknown) => error as { stdout: string },
    );
    assert.equal(stdout, "");
  });

  it("is made of its own folder alone", () => {
    const folder = join(root, "test/otoroshi");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const outside = files.flatMap((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      const imports = [...source.matchAll(/from "(\.[^"]*)"/g)].map(([, path = ""]) => path);
      return imports
        .map((path) => relative(folder, resolve(folder, dirname(file), path)))
        .filter((path) => path.startsWith(".."));
    });
    assert.ok(files.length > 30);
    assert.deepEqual(outside, []);
  });
});
