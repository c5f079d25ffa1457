import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { endInline, serveInline } from "./inline";
import { installInto, root } from "./package";
import { PulumiCli, type Run } from "./pulumi-cli";
import { copyTemplate, environmentIn } from "./template";

/** A resource as the state holds it; secrets are encrypted. */
export interface StateResource {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly sourcePosition: string;
}

/** How a stack is run. */
export interface StackOptions {
  /** Variables further to the engine's; none. */
  readonly environment?: Record<string, string>;
  /** Whether programs run in one process for all runs, as with the Automation API; false: in one for each. */
  readonly inline?: boolean;
}

/** The commands that run the program by themselves. */
const RUNS_PROGRAM = new Set(["up", "preview"]);

/** A project and a stack of a test, on the real engine, with everything of its own. */
export class Stack extends PulumiCli {
  private inline = false;

  /**
   * Makes a project with the package installed as published, and a stack in it.
   *
   * @param config the stack's configuration; keys that end in `Secret` are set as secrets
   */
  static async create(
    config: Record<string, string>,
    { environment = {}, inline = false }: StackOptions = {},
  ): Promise<Stack> {
    await mkdir(join(root, ".cache"), { recursive: true });
    // Below the repository, so that the SDK and what the package depends on are found in its node_modules.
    const folder = await mkdtemp(join(root, ".cache", "stack-"));
    const further = await copyTemplate(folder, config);
    const stack = new Stack(folder, { ...(await environmentIn(folder)), ...environment });
    stack.inline = inline;
    await stack.program("");
    await installInto(folder);
    await stack.configure(further);
    return stack;
  }

  /** Sets the stack's configuration; keys that end in `Secret` are set as secrets. */
  async configure(config: Record<string, string>): Promise<void> {
    const values = Object.entries(config).flatMap(([key, value]) => [
      key.endsWith("Secret") ? "--secret" : "--plaintext",
      `${key}=${value}`,
    ]);
    if (values.length > 0) await this.must("config", "set-all", "--path", ...values);
  }

  /** Replaces the program: CommonJS, with the package's exports as `otoroshi` and `ApiKey`. */
  async program(source: string): Promise<void> {
    const head =
      'const pulumi = require("@pulumi/pulumi");\nconst otoroshi = require("pulumi-otoroshi");\nconst { ApiKey } = otoroshi;\n';
    await writeFile(join(this.folder, "index.js"), head + source);
  }

  override async run(...args: string[]): Promise<Run> {
    const runsProgram = RUNS_PROGRAM.has(args[0] ?? "") || args.includes("--run-program");
    if (!this.inline || !runsProgram) return super.run(...args);
    const run = await super.run(...args, ...(await serveInline(join(this.folder, "index.js"))));
    if (run.code !== 0) endInline();
    return run;
  }

  up(...args: string[]): Promise<Run> {
    return this.must("up", "--yes", "--skip-preview", ...args);
  }

  /** `up` that may fail. */
  tryUp(...args: string[]): Promise<Run> {
    return this.run("up", "--yes", "--skip-preview", ...args);
  }

  /** A preview; its exit code is not 0 when it would change anything. */
  preview(...args: string[]): Promise<Run> {
    return this.run("preview", "--diff", "--expect-no-changes", ...args);
  }

  refresh(...args: string[]): Promise<Run> {
    return this.must("refresh", "--yes", "--skip-preview", "--diff", ...args);
  }

  destroy(...args: string[]): Promise<Run> {
    return this.must("destroy", "--yes", "--skip-preview", ...args);
  }

  /** The stack's outputs, secrets shown. */
  async outputs(): Promise<Record<string, unknown>> {
    const before = this.transcript;
    const { output } = await this.must("stack", "output", "--json", "--show-secrets");
    this.transcript = before;
    return JSON.parse(output) as Record<string, unknown>;
  }

  /** The api keys in the state. */
  async keys(): Promise<StateResource[]> {
    const { checkpoint } = JSON.parse(await this.stateFile()) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return (checkpoint.latest?.resources ?? []).filter((one) => one.type.endsWith("otoroshi:ApiKey"));
  }

  /** The state as it is stored. */
  async stateText(): Promise<string> {
    return (await this.must("stack", "export")).output;
  }

  /** Replaces the state by one that `stateText` gave. */
  async importState(text: string): Promise<void> {
    const file = join(this.folder, "deployment.json");
    await writeFile(file, text);
    await this.must("stack", "import", "--file", file);
  }

  /** The state file of the backend, byte for byte. */
  stateFile(): Promise<string> {
    return readFile(join(this.folder, "home", ".pulumi", "stacks", "test", "test.json"), "utf8");
  }

  /** Removes the project and all that belongs to it; what is on the server stays. */
  async remove(): Promise<void> {
    this.interrupt();
    await rm(this.folder, { recursive: true, force: true });
  }
}
