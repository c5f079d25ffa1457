import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { environmentOfTests } from "../environment";
import type { EmbeddedOtoroshi } from "../otoroshi";

const MAIN = join(__dirname, "../../dist/command/main.js");

/** How a run of the command ended, and what it wrote. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Where a command is run. */
export interface Where {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
}

/** Runs the command as a process of its own, as it was built last. */
export async function run(args: readonly string[], where: Where = {}): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: where.folder ?? tmpdir(),
    env: { ...environmentOfTests(), ...where.environment },
  });
  child.stdin.end(where.input ?? "");
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  return { code, out, err };
}

/** The variables that name an embedded server. */
export function environmentOf(otoroshi: EmbeddedOtoroshi): Record<string, string> {
  return {
    OTOROSHI_URL: otoroshi.url,
    OTOROSHI_CLIENT_ID: "admin-api-apikey-id",
    OTOROSHI_CLIENT_SECRET: "admin-api-apikey-secret",
  };
}

/** A folder of a test's own. */
export interface Folder {
  readonly path: string;
  /** Writes a file and gives its path. */
  readonly write: (name: string, contents: string) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Makes a folder; the test removes it at its end. */
export async function folder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "pulumi-otoroshi-command-"));
  return {
    path,
    write: async (name, contents) => {
      await writeFile(join(path, name), contents);
      return join(path, name);
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/**
 * Puts a `pulumi` into a folder that answers by the first words of its arguments, and fails as the real one
 * does with anything else.
 *
 * @returns the variable that finds it
 */
export async function fakePulumi(
  { path, write }: Folder,
  answers: Readonly<Record<string, unknown>>,
): Promise<Record<string, string>> {
  const file = await write(
    "pulumi",
    `#!${process.execPath}
const answers = ${JSON.stringify(answers)};
const asked = process.argv.slice(2).join(" ");
const found = Object.entries(answers).find(([words]) => asked === words);
if (found === undefined) {
  console.error("\\nerror: no answer to '" + asked + "'\\nmore of it");
  process.exit(255);
}
console.log(JSON.stringify(found[1]));
`,
  );
  await chmod(file, 0o755);
  return { PATH: `${path}${delimiter}${process.env["PATH"] ?? ""}` };
}
