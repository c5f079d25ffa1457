import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { engineEnvironment, findEngine, type FindOptions } from "./engine";

describe("the engine's finder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-finder-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A folder with executables, of which `pulumi` says a version. */
  async function pulumi(name: string, version: string, ...plugins: string[]): Promise<string> {
    const bin = join(folder, name);
    await mkdir(bin);
    for (const executable of ["pulumi", ...plugins]) {
      await writeFile(join(bin, executable), `#!/bin/sh\necho v${version}\n`);
      await chmod(join(bin, executable), 0o755);
    }
    return bin;
  }
  const plugins = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

  const find = (options: FindOptions): ReturnType<typeof findEngine> =>
    findEngine({
      path: "/usr/bin:/bin",
      cache: join(folder, "cache"),
      build: () => Promise.reject(new Error("there is no go on the PATH.")),
      say: () => undefined,
      ...options,
    });

  it("takes the Pulumi on the PATH when it is recent enough", async () => {
    const bin = await pulumi("recent", "3.216.0", ...plugins);
    assert.deepEqual(await find({ path: `${bin}:/bin` }), {
      folder: bin,
      version: "3.216.0",
      source: "path",
    });
  });

  it("passes over one that is too old, one without its Node plugins, and one that does not start", async () => {
    const old = await pulumi("old", "3.215.9", ...plugins);
    const bare = await pulumi("bare", "3.250.0");
    const broken = await pulumi("broken", "3.250.0", ...plugins);
    await writeFile(join(broken, "pulumi"), "#!/bin/sh\nexit 1\n");
    const newer = await pulumi("newer", "4.0.0", ...plugins);
    const path = [old, bare, broken, newer, "/bin"].join(delimiter);
    assert.equal((await find({ path })).folder, newer);
  });

  it("takes the one built before, and no half-done one", async () => {
    const half = await pulumi("half", "3.250.0", "pulumi-language-nodejs");
    const whole = await pulumi("whole", "3.250.0", ...plugins);
    await assert.rejects(find({ cache: half }));
    assert.deepEqual(await find({ cache: whole }), { folder: whole, version: "3.250.0", source: "cache" });
  });

  it("takes nothing of the user's own settings for Pulumi and Otoroshi into the engine's environment", () => {
    process.env["PULUMI_STACK"] = "theirs";
    process.env["OTOROSHI_URL"] = "http://theirs";
    const environment = engineEnvironment(
      { folder: "/engine", version: "3.250.0", source: "cache" },
      "/home",
    );
    delete process.env["PULUMI_STACK"];
    delete process.env["OTOROSHI_URL"];
    assert.equal(environment["PULUMI_STACK"] ?? environment["OTOROSHI_URL"], undefined);
    assert.ok(environment["PATH"]?.startsWith("/engine:"));
  });

  it("builds one when there is none", async () => {
    const build = (cache: string): Promise<string> => Promise.resolve(cache);
    assert.deepEqual(await find({ build }), {
      folder: join(folder, "cache"),
      version: "3.250.0",
      source: "built",
    });
  });

  it("says what it looked for and how to install Pulumi when nothing helps", async () => {
    await assert.rejects(
      find({}),
      /no Pulumi of 3\.216 or later on the PATH.*no go on the PATH.*https:\/\/www\.pulumi\.com\/docs\/install/s,
    );
  });
});
