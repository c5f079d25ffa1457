import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpMap } from "@pulumi/pulumi/automation";
import { findEngine, type Engine } from "./engine";
import { changesIn } from "./event-log";
import { installInto, root } from "./package";
import { PulumiProcess, type Output } from "./pulumi-process";
import { readState, type StackState } from "./stack-state";

/** What a run ended with: an exit code, all it printed, and how many resources it did what to. */
export interface Run extends Output {
  /** Whether it ended with anything but 0. */
  readonly failed: boolean;
  readonly changes: OpMap;
}

/** By key with its namespace, or by path below one: `otoroshi:connections.eu.url`. */
export type StackConfig = Readonly<
  Record<string, string | { readonly value: string; readonly secret: true }>
>;

/** What a stack is made of. */
export interface StackOptions {
  /** The source of `index.js`, or of `index.ts` if `runtimeOptions` turn TypeScript on. */
  readonly program: string;
  /** Nothing by default. */
  readonly config?: StackConfig;
  /** The options of the nodejs runtime; `{ typescript: false }` by default, as compiling takes longer than the rest. */
  readonly runtimeOptions?: { readonly typescript?: boolean; readonly nodeargs?: string };
  /** Variables on top of the engine's. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a preview is asked for; neither by default. */
export interface PreviewOptions {
  /** Makes it fail when anything would change. */
  readonly expectNoChanges?: boolean;
  /** Makes it read what the providers hold first. */
  readonly refresh?: boolean;
}

const NAME = "test";

let engine: Promise<Engine> | undefined;

/**
 * Makes a project with the package installed as published, and a stack in it, all of it private: Pulumi's home,
 * the backend and the passphrase. Call `remove` when done.
 *
 * @throws Error when there is no engine, when the package does not build, or when the configuration is refused
 */
export async function createStack(options: StackOptions): Promise<TestStack> {
  engine ??= findEngine();
  const { environment } = await engine;
  const parent = join(root, ".cache", "stacks");
  await mkdir(parent, { recursive: true });
  // Below the repository, so that the SDK and what the package depends on are found in its node_modules.
  const stack = new TestStack(await mkdtemp(join(parent, "stack-")), options, environment);
  try {
    await stack.initialise();
    return stack;
  } catch (error) {
    await stack.remove();
    throw error;
  }
}

/** A project and a stack of a test, on the real engine. */
export class TestStack {
  private readonly pulumi: PulumiProcess;
  private readonly backend: string;
  private runs = 0;

  constructor(
    /** The project's folder. */
    readonly folder: string,
    private readonly options: StackOptions,
    engineVariables: Readonly<Record<string, string>>,
  ) {
    this.backend = join(folder, "backend");
    this.pulumi = new PulumiProcess(folder, {
      ...withoutPulumi(process.env),
      ...engineVariables,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${this.backend}`,
      PULUMI_CONFIG_PASSPHRASE: "pulumi-otoroshi",
      // Without it, `--event-log` is refused.
      PULUMI_DEBUG_COMMANDS: "true",
      // The SDK resolves the package from its own folder to read the `exports` by which it names the provider
      // (its runtime/closure/package.js), and its folder is not below the project here, as it is for users.
      NODE_PATH: join(folder, "node_modules"),
      ...options.environment,
    });
  }

  /** @internal */
  async initialise(): Promise<void> {
    const { runtimeOptions = { typescript: false }, config = {}, program } = this.options;
    const project = { name: NAME, runtime: { name: "nodejs", options: runtimeOptions } };
    await mkdir(this.backend);
    await Promise.all([
      // JSON is YAML.
      writeFile(join(this.folder, "Pulumi.yaml"), JSON.stringify(project)),
      writeFile(join(this.folder, "package.json"), JSON.stringify({ name: NAME, main: this.entry })),
      this.setProgram(program),
      installInto(this.folder),
    ]);
    await this.must(["stack", "init", NAME]);
    await this.setConfig(config);
  }

  /** Replaces the program. */
  async setProgram(source: string): Promise<void> {
    await writeFile(join(this.folder, this.entry), source);
  }

  /** Sets values of the stack's configuration, and leaves the others. */
  async setConfig(config: StackConfig): Promise<void> {
    const values = Object.entries(config).flatMap(([key, value]) =>
      typeof value === "string" ? ["--plaintext", `${key}=${value}`] : ["--secret", `${key}=${value.value}`],
    );
    if (values.length > 0) await this.must(["config", "set-all", "--path", ...values]);
  }

  /** @throws Error with all that was printed when it fails */
  async up(...args: string[]): Promise<Run> {
    return must(["up", ...args], await this.tryUp(...args));
  }

  tryUp(...args: string[]): Promise<Run> {
    return this.operate("up", "--yes", "--skip-preview", ...args);
  }

  /** A failing preview is a result, too. */
  preview(
    { expectNoChanges = false, refresh = false }: PreviewOptions = {},
    ...args: string[]
  ): Promise<Run> {
    const asked = [...(expectNoChanges ? ["--expect-no-changes"] : []), ...(refresh ? ["--refresh"] : [])];
    return this.operate("preview", "--diff", ...asked, ...args);
  }

  /** @throws Error with all that was printed when it fails */
  async refresh(...args: string[]): Promise<Run> {
    return must(["refresh", ...args], await this.tryRefresh(...args));
  }

  tryRefresh(...args: string[]): Promise<Run> {
    return this.operate("refresh", "--yes", "--skip-preview", "--diff", ...args);
  }

  /** @throws Error with all that was printed when it fails */
  async destroy(...args: string[]): Promise<Run> {
    return must(["destroy", ...args], await this.tryDestroy(...args));
  }

  tryDestroy(...args: string[]): Promise<Run> {
    return this.operate("destroy", "--yes", "--skip-preview", ...args);
  }

  /** The state as it is stored, its secrets encrypted. */
  state(): Promise<StackState> {
    return readState(join(this.backend, ".pulumi", "stacks", NAME, `${NAME}.json`));
  }

  /** The program's outputs, secret ones in plain text. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = await this.must(["stack", "output", "--json", "--show-secrets"]);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Ends what still runs, and removes the project and its state; what providers made stays. */
  async remove(): Promise<void> {
    await this.pulumi.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get entry(): string {
    return this.options.runtimeOptions?.typescript === true ? "index.ts" : "index.js";
  }

  private async operate(...args: string[]): Promise<Run> {
    this.runs += 1;
    const log = join(this.folder, `events-${this.runs}.jsonl`);
    const output = await this.pulumi.run([...args, "--event-log", log]);
    return { ...output, failed: output.exitCode !== 0, changes: await changesIn(log) };
  }

  private async must(args: string[]): Promise<Output> {
    return must(args, await this.pulumi.run(args));
  }
}

function must<T extends Output>(args: readonly string[], run: T): T {
  if (run.exitCode === 0) return run;
  throw new Error(
    `pulumi ${args[0] ?? ""} ended with ${run.exitCode ?? "a signal"}:\n${run.stdout}${run.stderr}`,
  );
}

/** What the user has set for Pulumi, an access token say, has no business in a test. */
function withoutPulumi(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PULUMI_")));
}
