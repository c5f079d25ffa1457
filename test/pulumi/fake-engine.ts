import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { ENGINE_VERSION } from "./engine-cache";
import { EXECUTABLES } from "./engine-files";

/** Folders and executables that a test makes up, and an environment that shows nothing else. */
export class Fakes {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Fakes> {
    return new Fakes(await mkdtemp(join(tmpdir(), "pulumi-otoroshi-engine-")));
  }

  /** The folder that stands for the cache of built engines. */
  get cache(): string {
    return join(this.folder, "cache");
  }

  /** An environment with these of the folders on the PATH. */
  environment(...folders: string[]): NodeJS.ProcessEnv {
    const path = folders.map((one) => join(this.folder, one)).join(delimiter);
    return { PATH: path, PULUMI_OTOROSHI_CACHE: this.cache };
  }

  /** Puts a `pulumi` that prints a version, and what belongs beside it, into a folder; returns its path. */
  async pulumi(folder: string, version: string, without: readonly string[] = []): Promise<string> {
    for (const name of EXECUTABLES.filter((one) => !without.includes(one))) {
      await this.script(join(folder, name), `#!/bin/sh\necho v${version}\n`);
    }
    return join(this.folder, folder);
  }

  /**
   * Puts a `go` into a folder, which "builds" executables that print a version.
   *
   * @param version of Go
   * @param options.engine the version that the executables print
   * @param options.failure what its builds fail with
   */
  async go(
    folder: string,
    version: string,
    { engine = ENGINE_VERSION, failure }: { engine?: string; failure?: string } = {},
  ): Promise<void> {
    const sdk = join(this.folder, "sdk");
    await this.script("sdk/nodejs/dist/pulumi-resource-pulumi-nodejs", "#!/bin/sh\n");
    const answers = { version, failure, sdk, executable: `#!/bin/sh\necho v${engine}\n` };
    await this.script(
      join(folder, "go"),
      `#!${process.execPath}\n(${fakeGo.toString()})(${JSON.stringify(answers)});`,
    );
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async script(path: string, text: string): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o755 });
  }
}

/** Runs by its source in a process of its own, so that it can use nothing from around it. */
function fakeGo(answers: { version: string; failure?: string; sdk: string; executable: string }): void {
  const [command, ...args] = process.argv.slice(2);
  if (command === "env") console.log(answers.version);
  if (command === "list") console.log(answers.sdk);
  if (command !== "build") return;
  if (answers.failure !== undefined) {
    console.error(answers.failure);
    process.exit(1);
  }
  const target = args[args.indexOf("-o") + 1] ?? "";
  process.getBuiltinModule("node:fs").writeFileSync(target, answers.executable, { mode: 0o755 });
}
