import assert from "node:assert/strict";
import { mkdir, readdir, realpath, symlink, utimes } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { findEngine } from "./engine";
import { builtEngineDirectory, cacheFolder, ENGINE_VERSION } from "./engine-cache";
import { EXECUTABLES } from "./engine-files";
import { Fakes } from "./fake-engine";

describe("findEngine", () => {
  let fakes: Fakes;
  let said: string[];
  const say = (line: string): void => void said.push(line);
  const built = (): string => builtEngineDirectory(fakes.environment());

  beforeEach(async () => {
    fakes = await Fakes.create();
    said = [];
  });
  afterEach(() => fakes.remove());

  it("takes a recent pulumi on the PATH, before one that was built", async () => {
    const directory = await fakes.pulumi("installed", "3.251.1");
    await fakes.pulumi(join("cache", ENGINE_VERSION, "bin"), ENGINE_VERSION);
    const environment = fakes.environment("installed", "other");
    const engine = await findEngine({ environment, say });
    assert.deepEqual(
      { ...engine, environment: undefined },
      {
        directory,
        version: "3.251.1",
        source: "path",
        environment: undefined,
      },
    );
    assert.equal(engine.environment["PATH"], `${directory}${delimiter}${environment["PATH"] ?? ""}`);
    assert.equal(engine.environment["PULUMI_SKIP_UPDATE_CHECK"], "true");
    assert.equal(engine.environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"], "true");
    assert.deepEqual(said, []);
  });

  it("goes past one that is too old and one that lacks the language host", async () => {
    await fakes.pulumi("old", "3.215.0");
    await fakes.pulumi("bare", "3.250.0", ["pulumi-language-nodejs"]);
    const directory = await fakes.pulumi("good", "3.216.0");
    const engine = await findEngine({ environment: fakes.environment("old", "bare", "good"), say });
    assert.equal(engine.directory, directory);
  });

  it("finds what belongs to a linked pulumi where the link leads", async () => {
    const directory = await fakes.pulumi("opt", "3.240.0");
    await mkdir(join(fakes.folder, "links"));
    await symlink(join(directory, "pulumi"), join(fakes.folder, "links", "pulumi"));
    const engine = await findEngine({ environment: fakes.environment("links"), say });
    assert.equal(engine.directory, await realpath(directory));
  });

  it("takes the one built before when the PATH's is too old, and runs no go", async () => {
    await fakes.pulumi("old", "3.100.0");
    await fakes.pulumi(join("cache", ENGINE_VERSION, "bin"), ENGINE_VERSION);
    await fakes.go("go", "go1.26.0", { failure: "must not run" });
    const engine = await findEngine({ environment: fakes.environment("old", "go"), say });
    assert.deepEqual([engine.source, engine.directory, engine.version], ["cache", built(), ENGINE_VERSION]);
    assert.deepEqual(said, []);
  });

  it("builds one into the cache, says so before and after, and leaves nothing else there", async () => {
    await fakes.go("go", "go1.26.8");
    const engine = await findEngine({ environment: fakes.environment("go"), say });
    assert.deepEqual([engine.source, engine.directory], ["built", built()]);
    assert.deepEqual((await readdir(engine.directory)).sort(), [...EXECUTABLES].sort());
    assert.deepEqual(await readdir(fakes.cache), [ENGINE_VERSION]);
    assert.equal(said.length, 2);
    assert.match(said[0] ?? "", /building the Pulumi engine .*about 4 minutes on 2 cores/);
    assert.match(said[1] ?? "", /built the engine in \d+ s/);
    assert.equal((await findEngine({ environment: fakes.environment("go"), say })).source, "cache");
  });

  for (const missing of EXECUTABLES) {
    it(`takes no half-built engine, one without ${missing}, and builds it anew`, async () => {
      await fakes.pulumi(join("cache", ENGINE_VERSION, "bin"), "0.0.1", [missing]);
      await fakes.go("go", "go1.26.8");
      const engine = await findEngine({ environment: fakes.environment("go"), say });
      assert.equal(engine.source, "built");
      assert.deepEqual((await readdir(engine.directory)).sort(), [...EXECUTABLES].sort());
      assert.deepEqual(await readdir(fakes.cache), [ENGINE_VERSION]);
    });
  }

  it("lets two at once build, and both find an engine", async () => {
    await fakes.go("go", "go1.26.8");
    const environment = fakes.environment("go");
    const engines = await Promise.all([findEngine({ environment, say }), findEngine({ environment, say })]);
    assert.deepEqual(
      engines.map((one) => one.directory),
      [built(), built()],
    );
    assert.deepEqual((await readdir(built())).sort(), [...EXECUTABLES].sort());
    assert.deepEqual(await readdir(fakes.cache), [ENGINE_VERSION]);
  });

  it("removes what a build killed long ago left, and not one that may be going on", async () => {
    await fakes.go("go", "go1.26.8");
    await mkdir(join(fakes.cache, ".building-killed"), { recursive: true });
    await utimes(join(fakes.cache, ".building-killed"), 0, 0);
    await mkdir(join(fakes.cache, ".building-running"));
    await findEngine({ environment: fakes.environment("go"), say });
    assert.deepEqual((await readdir(fakes.cache)).sort(), [".building-running", ENGINE_VERSION]);
  });

  it("says what it looked for and how to install it, when there is nothing", async () => {
    await fakes.pulumi("old", "3.100.0");
    await fakes.pulumi("bare", "3.250.0", ["pulumi-resource-pulumi-nodejs"]);
    await assert.rejects(
      findEngine({ environment: fakes.environment("old", "bare"), say }),
      ({ message }: Error) => {
        assert.match(message, /old\/pulumi is 3\.100\.0, older than 3\.216\.0/);
        assert.match(message, /bare\/pulumi has no pulumi-resource-pulumi-nodejs beside it/);
        assert.ok(message.includes(built()), message);
        assert.match(message, /no go on the PATH; Go 1\.26 or later is needed/);
        assert.match(message, /https:\/\/www\.pulumi\.com\/docs\/install\//);
        return true;
      },
    );
    assert.deepEqual(said, []);
  });

  it("refuses a go that is too old, before building anything", async () => {
    await fakes.go("go", "go1.25.9");
    await assert.rejects(
      findEngine({ environment: fakes.environment("go"), say }),
      /go1\.25\.9; Go 1\.26 or later/,
    );
    assert.deepEqual(said, []);
  });

  it("passes on why a build failed, and leaves nothing of it", async () => {
    await fakes.go("go", "go1.27.1", { failure: "checksum mismatch" });
    await assert.rejects(findEngine({ environment: fakes.environment("go"), say }), /checksum mismatch/);
    assert.deepEqual(await readdir(fakes.cache), []);
  });

  it("keeps no engine that runs but is another version", async () => {
    await fakes.go("go", "go1.26.8", { engine: "3.0.0" });
    await assert.rejects(
      findEngine({ environment: fakes.environment("go"), say }),
      /says that it is 3\.0\.0/,
    );
    assert.deepEqual(await readdir(fakes.cache), []);
  });
});

describe("the cache of built engines", () => {
  for (const [environment, folder] of [
    [{ PULUMI_OTOROSHI_CACHE: "/own", XDG_CACHE_HOME: "/xdg", HOME: "/home/me" }, "/own"],
    [{ PULUMI_OTOROSHI_CACHE: "", XDG_CACHE_HOME: "/xdg", HOME: "/home/me" }, "/xdg/pulumi-otoroshi"],
    [{ XDG_CACHE_HOME: "", HOME: "/home/me" }, "/home/me/.cache/pulumi-otoroshi"],
  ] as const) {
    it(`is ${folder} with ${JSON.stringify(environment)}`, () =>
      assert.equal(cacheFolder(environment), folder));
  }
});
