import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { engineEnvironment, findEngine } from "./engine";
import { installInto, packedPackage, root } from "./package";
import { PulumiCli, type Run } from "./pulumi-cli";

const exec = promisify(execFile);

/** The last release of the SDK that runs on Node 20. */
const SDK = "3.248.0";

/** What a command ended with. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** A copy of one of `examples/`, on the real engine, with a stack of its own. */
export class ExampleProject extends PulumiCli {
  /**
   * Copies an example. Within the repository it has the packed package and, besides, what the repository depends
   * on; anywhere else everything is installed as a user installs it.
   */
  static async copy(example: string, within = join(root, ".cache")): Promise<ExampleProject> {
    await mkdir(within, { recursive: true });
    const folder = await mkdtemp(join(within, `example-${example}-`));
    await cp(join(root, "examples", example), folder, { recursive: true });
    // Its types have been checked: within the repository with those of everything, elsewhere by the installation.
    const transpiled = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    const environment = { ...engineEnvironment(await findEngine(), folder), ...transpiled };
    const project = new ExampleProject(folder, environment, example);
    await (within.startsWith(root) ? installInto(folder) : project.install());
    return project;
  }

  private constructor(
    folder: string,
    private readonly env: NodeJS.ProcessEnv,
    readonly example: string,
  ) {
    super(folder, env);
  }

  private async install(): Promise<void> {
    const file = join(this.folder, "package.json");
    const manifest = JSON.parse(await readFile(file, "utf8")) as { dependencies: Record<string, string> };
    manifest.dependencies["pulumi-otoroshi"] = `file:${await packedPackage()}`;
    manifest.dependencies["@pulumi/pulumi"] = SDK;
    await writeFile(file, JSON.stringify(manifest));
    // Plugins of other providers are fetched from a site that tests do not need.
    await this.command("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts");
    await this.command("npx", "tsc");
  }

  /** Runs a command in the project, in the engine's environment, and throws with all it printed when it fails. */
  async command(name: string, ...args: string[]): Promise<string> {
    try {
      const { stdout, stderr } = await exec(name, args, { cwd: this.folder, env: this.env });
      return stdout + stderr;
    } catch (error) {
      const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
      throw new Error(`${name} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
    }
  }

  /** Where commands are looked for. */
  get path(): string {
    return this.env["PATH"] ?? "";
  }

  /** Runs lines as a pipeline does: bash, which ends at the first that fails, also within a pipe. */
  shell(script: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
    const args = ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script];
    const options = { cwd: this.folder, env: { ...this.env, ...environment } };
    return exec("bash", args, options).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, output: stdout + stderr };
      },
    );
  }

  /** Makes the stack, with this configuration; keys that end in `Secret` are set as secrets. */
  async init(config: Readonly<Record<string, string>>): Promise<void> {
    await this.must("stack", "init", "dev");
    await this.configure(config);
  }

  /** Sets configuration; keys that end in `Secret` are set as secrets. */
  async configure(config: Readonly<Record<string, string>>): Promise<void> {
    const values = Object.entries(config).flatMap(([key, value]) => [
      key.endsWith("Secret") ? "--secret" : "--plaintext",
      `${key}=${value}`,
    ]);
    await this.must("config", "set-all", "--path", ...values);
  }

  up(): Promise<Run> {
    return this.must("up", "--yes", "--skip-preview");
  }

  /** A preview; its exit code is not 0 when it would change anything. */
  preview(): Promise<Run> {
    return this.run("preview", "--diff", "--expect-no-changes");
  }

  destroy(): Promise<Run> {
    return this.must("destroy", "--yes", "--skip-preview");
  }

  /** The stack's outputs, secrets shown. */
  async outputs(): Promise<Record<string, unknown>> {
    const { output } = await this.must("stack", "output", "--json", "--show-secrets");
    return JSON.parse(output) as Record<string, unknown>;
  }

  /** Replaces a text in one of the project's files. */
  async edit(file: string, before: string, after: string): Promise<void> {
    const path = join(this.folder, file);
    const text = await readFile(path, "utf8");
    if (!text.includes(before)) throw new Error(`${file} has no ${before}`);
    await writeFile(path, text.replace(before, after));
  }

  /** Removes the copy; what is on a server stays. */
  async remove(): Promise<void> {
    this.interrupt();
    await rm(this.folder, { recursive: true, force: true });
  }
}
