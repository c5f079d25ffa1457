import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** What a program registered: a resource's name, and the properties that were sent for it. */
export interface Registration {
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** What became of a program. */
export interface Outcome {
  readonly registrations: Registration[];
  /** Messages of what was thrown in the program or rejected behind its back, each once. */
  readonly errors: string[];
}

interface RunOptions {
  readonly preview?: boolean;
  readonly config?: Record<string, string>;
}

/** Makes a monitor the engine of a run; the SDK's declarations leave it out. */
const { setMockOptions } = pulumi.runtime as unknown as {
  setMockOptions: (monitor: object, project: string, stack: string, preview: boolean) => void;
};

/** Mocks that record what is registered; the key of a resource without a `clientId` gets its name for an id. */
function recorder(registrations: Registration[]): pulumi.runtime.Mocks {
  return {
    call: () => ({}),
    newResource: ({ name, inputs }) => {
      registrations.push({ name, inputs: inputs as Record<string, unknown> });
      const { clientId } = inputs as { clientId?: string };
      return { id: clientId ?? name, state: { clientSecret: `secret of ${name}`, ...(inputs as object) } };
    },
  };
}

let project: string | undefined;

/** A project that depends on the package: all that the engine would have to find there. */
function projectFolder(): string {
  if (project !== undefined) return project;
  const folder = mkdtempSync(join(tmpdir(), "pulumi-otoroshi-project-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules", "pulumi-otoroshi"), { recursive: true });
  writeFileSync(join(folder, "node_modules", "pulumi-otoroshi", "provider.js"), "");
  return (project = folder);
}

/**
 * Runs a program on a monitor which, to the provider, is an engine and not the SDK's mocks, until all that the
 * program registered has been answered.
 */
export async function runProgram(
  program: () => unknown,
  { preview = false, config = {} }: RunOptions = {},
): Promise<Outcome> {
  const registrations: Registration[] = [];
  const monitor = new MockMonitor(recorder(registrations));
  const engine = new Proxy(monitor, { has: (target, name) => name !== "mocks" && name in target });
  await pulumi.runtime.setMocks(recorder([]));
  setMockOptions(engine, "project", "stack", preview);
  pulumi.runtime.setAllConfig(config);
  const errors = new Set<unknown>();
  const before = process.cwd();
  process.chdir(projectFolder());
  const handlers = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (error) => errors.add(error));
  try {
    await program();
  } catch (error) {
    errors.add(error);
  }
  await pulumi.runtime.disconnect().catch((error: unknown) => errors.add(error));
  await new Promise((done) => setImmediate(done));
  process.removeAllListeners("unhandledRejection");
  process.chdir(before);
  for (const handler of handlers) process.on("unhandledRejection", handler);
  return { registrations, errors: [...errors].map((error) => (error as Error).message) };
}
