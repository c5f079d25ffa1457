import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as exported from "../../provider/provider";
import type { EmbeddedOtoroshi } from "../otoroshi";
import { assertDocumented } from "./documented";
import { saidDuring } from "./said";

export type Properties = Record<string, unknown>;

/** What a program declares: the arguments of each resource by its name. */
export type Program = Readonly<Record<string, Properties>>;

/** What a run does to a resource. */
export type Step = "create" | "update" | "replace" | "delete" | "same";

/** What the engine keeps of a resource. */
export interface Kept {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Whether it was made, or changed, but not as a whole: the next run updates it whatever `diff` says. */
  readonly partial: boolean;
  /** Whether it was deleted to be replaced, and was not: the next run makes it whatever `diff` says. */
  readonly pending?: true;
}

export interface Run {
  readonly steps: Readonly<Record<string, Step>>;
  /** What failed, by the resource. */
  readonly errors: Readonly<Record<string, string>>;
  /** Standard error. */
  readonly said: string;
  /** What `check` refused, by the resource. */
  readonly refused: Readonly<Record<string, readonly { property: string; reason: string }[]>>;
}

export interface RunOptions {
  /** Where the arguments of a resource hold secrets, as the program marks them. */
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  /** Resources that are replaced, as by `pulumi up --replace`: the provider is not asked what changes. */
  readonly replace?: readonly string[];
  /** Resources that are replaced whatever `diff` says, as by the option `replacementTrigger`. */
  readonly triggered?: readonly string[];
  /** Whether what is replaced is deleted first, as by the option `deleteBeforeReplace`. */
  readonly deleteFirst?: boolean;
  /** Told when all resources have been compared, and nothing has been done. */
  readonly compared?: () => unknown;
  /** Whether the steps are taken at once, as the engine does; otherwise in the order of the program. */
  readonly parallel?: boolean;
}

/** What the host of dynamic providers calls. */
const provider = exported as unknown as Required<ResourceProvider<Properties, Properties>>;

const PROVIDER = 'exports.handler = () => require("pulumi-otoroshi/provider");';

/** What a value is after its way between the engine and the host. */
function wired<T>(value: T): T {
  const refuse = (at: unknown, path: string): void => {
    assert.ok(
      at !== undefined && typeof at !== "bigint" && typeof at !== "function",
      `${path} cannot travel`,
    );
    if (typeof at === "object" && at !== null)
      for (const [name, part] of Object.entries(at)) refuse(part, `${path}.${name}`);
  };
  refuse(value, "value");
  return structuredClone(value);
}

const withProvider = (properties: object): Properties => ({ ...properties, __provider: PROVIDER });

interface Failed {
  readonly message: string;
  readonly stack?: string;
  readonly id?: string;
  readonly properties?: Properties;
  readonly reasons?: readonly string[];
}

let constructed = 0;

/**
 * A stack: a program's resources as the engine keeps them, and the calls that it makes to the provider, in its
 * order and with its copies. Each run configures the provider anew, as each starts the host anew.
 */
export class Stack {
  readonly resources = new Map<string, Kept>();

  constructor(
    private readonly otoroshi: EmbeddedOtoroshi,
    public config: Readonly<Record<string, string>> = {},
  ) {}

  /** What the engine keeps of a resource. */
  kept(name: string): Kept {
    const kept = this.resources.get(name);
    assert.ok(kept, `the stack has no ${name}`);
    return kept;
  }

  /** The outputs of a resource. */
  outputs(name: string): Properties {
    return this.kept(name).outputs;
  }

  /** What an alias does: the resource goes on under another name. */
  rename(from: string, to: string): void {
    this.resources.set(to, this.kept(from));
    this.resources.delete(from);
  }

  preview(program: Program, options: RunOptions = {}): Promise<Run> {
    return this.run((run) => this.deploy(program, options, run, true));
  }

  up(program: Program, options: RunOptions = {}): Promise<Run> {
    return this.run((run) => this.deploy(program, options, run, false));
  }

  /** `pulumi refresh`, which does not run the program. */
  refresh(): Promise<Run> {
    return this.run(async (run) => {
      for (const [name, kept] of [...this.resources]) {
        await this.attempt(run, name, async () => {
          const { id, props, inputs } = await provider.read(kept.id, wired(kept.outputs));
          if (id === undefined) {
            this.resources.delete(name);
            run.steps[name] = "delete";
            return;
          }
          const outputs = wired(withProvider(props ?? {}));
          await provider.diff(id, outputs, wired(kept.inputs));
          const now = { ...kept, inputs: wired(withProvider(inputs ?? {})), outputs };
          this.resources.set(name, now);
          run.steps[name] = isDeepStrictEqual(now, kept) ? "same" : "update";
        });
      }
    });
  }

  destroy(): Promise<Run> {
    return this.run(async (run) => {
      for (const name of [...this.resources.keys()].reverse()) await this.remove(run, name, this.kept(name));
    });
  }

  /** Begins a run that calls the provider by itself. */
  async configured(): Promise<void> {
    const settings: Record<string, string> = {
      url: this.otoroshi.url,
      clientId: this.otoroshi.clientId,
      clientSecret: this.otoroshi.clientSecret,
      ...this.config,
    };
    const config = { get: (key: string) => settings[key.replace("otoroshi:", "")] };
    await provider.configure({ config } as never);
  }

  private async run(act: (run: Writable) => Promise<void>): Promise<Run> {
    const run: Writable = { steps: {}, errors: {}, refused: {}, said: "" };
    run.said = await saidDuring(async () => {
      await this.configured();
      await act(run);
    });
    assertDocumented(run.said);
    const all = JSON.stringify(run);
    const secrets = [this.otoroshi.clientSecret, ...[...this.otoroshi.keys].map((key) => key.clientSecret)];
    for (const secret of secrets.filter((one) => one.length >= 6)) {
      assert.ok(!all.includes(secret), `a secret was said: ${all}`);
    }
    return run;
  }

  private async deploy(program: Program, options: RunOptions, run: Writable, dry: boolean): Promise<void> {
    const later: (() => Promise<unknown>)[] = [];
    const replaced: [string, Kept][] = [];
    for (const [name, args] of Object.entries(program)) {
      await this.attempt(run, name, async () => {
        const secrets = options.secrets?.[name] ?? [];
        const note = { resource: name, order: ++constructed, preview: dry, secrets };
        const news = wired(withProvider({ ...args, __program: JSON.stringify(note) }));
        const kept = this.resources.get(name);
        const forced = options.replace?.includes(name) === true;
        const inputs = await this.checked(run, name, forced ? {} : (kept?.inputs ?? {}), news);
        if (inputs === undefined) return;
        if (kept === undefined) {
          run.steps[name] = "create";
          later.push(() => this.create(run, name, inputs));
          return;
        }
        const replace = (anew: Properties, first: boolean): void => {
          run.steps[name] = "replace";
          later.push(async () => {
            if (first && kept.pending === undefined && !(await this.remove(run, name, kept, "pending")))
              return;
            if (!first) replaced.push([name, kept]);
            await this.create(run, name, anew);
          });
        };
        const deleteFirst = options.deleteFirst === true || kept.pending === true;
        if (forced) {
          replace(inputs, deleteFirst);
          return;
        }
        const diff = await provider.diff(kept.id, wired(kept.outputs), wired(inputs));
        const triggered = options.triggered?.includes(name) === true || kept.pending === true;
        if ((diff.replaces?.length ?? 0) > 0 || triggered) {
          const anew = await this.checked(run, name, {}, news);
          if (anew !== undefined) replace(anew, diff.deleteBeforeReplace === true || deleteFirst);
          return;
        }
        if (diff.changes === true || kept.partial) {
          run.steps[name] = "update";
          later.push(() => this.update(run, name, kept, inputs));
          return;
        }
        run.steps[name] = "same";
        this.resources.set(name, { ...kept, inputs });
      });
    }
    await options.compared?.();
    if (dry || Object.keys(run.refused).length > 0) return;
    if (options.parallel === true) await Promise.all(later.map((step) => step()));
    else for (const step of later) await step();
    if (Object.keys(run.errors).length > 0) return;
    for (const [name, kept] of replaced) await this.remove(run, name, kept, "replaced");
    for (const name of [...this.resources.keys()].reverse())
      if (!Object.hasOwn(program, name)) await this.remove(run, name, this.kept(name));
  }

  private async checked(
    run: Writable,
    name: string,
    olds: Properties,
    news: Properties,
  ): Promise<Properties | undefined> {
    const { inputs, failures = [] } = await provider.check(wired(olds), wired(news));
    if (failures.length > 0) {
      run.refused[name] = failures;
      return undefined;
    }
    assert.ok(!Object.hasOwn(inputs ?? {}, "__program"), "the note reached the inputs");
    return wired(withProvider(inputs ?? {}));
  }

  private create(run: Writable, name: string, inputs: Properties): Promise<unknown> {
    return this.attempt(
      run,
      name,
      async () => {
        const { id, outs } = await provider.create(wired(inputs));
        this.resources.set(name, {
          id,
          inputs,
          outputs: wired(withProvider(outs ?? {})),
          partial: false,
        });
      },
      inputs,
    );
  }

  private update(run: Writable, name: string, kept: Kept, inputs: Properties): Promise<unknown> {
    return this.attempt(
      run,
      name,
      async () => {
        const { outs } = await provider.update(kept.id, wired(kept.outputs), wired(inputs));
        const outputs = wired(withProvider(outs ?? {}));
        this.resources.set(name, { ...kept, inputs, outputs, partial: false });
      },
      inputs,
    );
  }

  /** Deletes a resource; one of the same name that has taken its place stays. */
  private remove(run: Writable, name: string, kept: Kept, as?: "replaced" | "pending"): Promise<boolean> {
    return this.attempt(run, name, async () => {
      if (kept.pending === undefined) await provider.delete(kept.id, wired(kept.outputs));
      if (as === "pending") this.resources.set(name, { ...kept, pending: true });
      if (as !== undefined) return;
      this.resources.delete(name);
      run.steps[name] ??= "delete";
    });
  }

  /** Acts, and keeps what a failure leaves, as the engine does. */
  private async attempt(
    run: Writable,
    name: string,
    act: () => Promise<void>,
    inputs: Properties = {},
  ): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      const { message, id, properties, stack } = error as Failed;
      assert.doesNotMatch(stack ?? "", /\n\s+at /u, `an error of ours has no stack: ${String(stack)}`);
      run.errors[name] = message;
      if (id !== undefined && properties !== undefined) {
        assert.equal(properties["__provider"], PROVIDER, "what a failure leaves cannot be deleted");
        this.resources.set(name, { id, inputs, outputs: wired(properties), partial: true });
      }
      return false;
    }
  }
}

interface Writable {
  readonly steps: Record<string, Step>;
  readonly errors: Record<string, string>;
  readonly refused: Record<string, readonly { property: string; reason: string }[]>;
  said: string;
}

/** Asserts that a run ended well, and that it did just this. */
export function assertDone(run: Run, steps: Readonly<Record<string, Step>>): void {
  assert.deepEqual({ errors: run.errors, refused: run.refused }, { errors: {}, refused: {} }, run.said);
  assert.deepEqual(run.steps, steps, run.said);
}
