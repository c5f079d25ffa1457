import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { engineEnvironment, findEngine } from "./engine";
import { PulumiCli } from "./pulumi-cli";

/** The secret of the embedded server's admin key. */
export const ADMIN_SECRET = "admin-api-apikey-secret";

const SECRET_KEY = "otoroshi:clientSecret";

/** A stack's settings file, as far as it matters here. */
interface Settings {
  readonly encryptionsalt: string;
  readonly config: Record<string, unknown>;
}

/** The environment of the engine in a project made from the template. */
export async function environmentIn(folder: string): Promise<NodeJS.ProcessEnv> {
  // A copied stack is not the selected one: the selection goes by the project's path.
  return { ...engineEnvironment(await findEngine(), join(folder, "home")), PULUMI_STACK: "test" };
}

let template: Promise<string> | undefined;

/**
 * Copies a project with a stack into a folder: the engine takes more than a second to make one, so that each process
 * makes one only.
 *
 * @param config settings of the stack
 * @returns those settings that the engine itself has to write: other secrets, and parts of objects
 */
export async function copyTemplate(
  folder: string,
  config: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  await cp(await (template ??= madeTemplate()), folder, { recursive: true });
  const file = join(folder, "Pulumi.test.yaml");
  const settings = parse(await readFile(file, "utf8")) as Settings;
  const secret = settings.config[SECRET_KEY];
  const entries = Object.entries(config);
  const isAdmin = ([key, value]: [string, string]): boolean => key === SECRET_KEY && value === ADMIN_SECRET;
  const plain = entries.filter(([key]) => /^\w+:\w+$/u.test(key) && !key.endsWith("Secret"));
  const written = {
    ...Object.fromEntries(plain),
    ...(entries.some(isAdmin) ? { [SECRET_KEY]: secret } : {}),
  };
  await writeFile(file, stringify({ ...settings, config: written }));
  return Object.fromEntries(entries.filter(([key]) => !Object.hasOwn(written, key)));
}

async function madeTemplate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-stack-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "home"));
  const runtime = "  name: nodejs\n  options:\n    typescript: false\n";
  await writeFile(join(folder, "Pulumi.yaml"), `name: test\nruntime:\n${runtime}`);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "test", main: "index.js" }));
  const cli = new PulumiCli(folder, await environmentIn(folder));
  await cli.must("stack", "init", "test");
  await cli.must("config", "set", "--secret", SECRET_KEY, ADMIN_SECRET);
  return folder;
}
