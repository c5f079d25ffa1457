import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packedPackage } from "../engine/package";
import { PulumiCli } from "../engine/pulumi-cli";
import { template } from "../types/compile";

const execute = promisify(execFile);

/** How people have the package in a project, and run it. */
export interface Style {
  readonly name: string;
  /** The project's files further to its manifest, and what the manifest says besides. */
  readonly files: Readonly<Record<string, string>>;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Creates, compares, changes, refreshes and destroys a key; rejects with what went wrong. */
  readonly live: (folder: string, environment: NodeJS.ProcessEnv) => Promise<void>;
}

/** The managers that install it. */
export const managers: Readonly<Record<string, readonly string[]>> = {
  npm: ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"],
  pnpm: ["npx", "--yes", "pnpm@10", "install", "--ignore-scripts"],
  yarn: ["npx", "--yes", "yarn@1", "install", "--ignore-scripts", "--non-interactive"],
};

async function byCli(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const cli = new PulumiCli(folder, environment);
  await cli.must("stack", "init", "compat");
  await cli.must("up", "--yes", "--skip-preview");
  await cli.must("preview", "--expect-no-changes");
  await cli.must("config", "set", "quota", "5");
  await cli.must("up", "--yes", "--skip-preview");
  await cli.must("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  await cli.must("destroy", "--yes", "--skip-preview");
}

/** Runs a program that drives the engine itself. */
async function byProgram(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await execute("node", ["drive.js"], { cwd: folder, env: environment });
}

const key = `
const billing = new ApiKey("billing", { groupId: "g1", tags: ["a"], dailyQuota: new pulumi.Config().getNumber("quota") });`;

/** What \`pulumi new typescript\` makes. */
const typescript = {
  files: {
    "Pulumi.yaml": "name: compat\nruntime: nodejs\n",
    "index.ts": `
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";
${key}
export const clientId = billing.clientId;
export const bearer = billing.bearer;
`,
    "tsconfig.json": JSON.stringify({ compilerOptions: template, files: ["index.ts"] }),
  },
  manifest: { main: "index.ts", devDependencies: { "@types/node": "^20", typescript: "^5.0.0" } },
};

const drive = (stack: string): string => `
const pulumi = require("@pulumi/pulumi");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { ApiKey } = require("pulumi-otoroshi");
const program = async () => {${key}
  return { clientId: billing.clientId };
};
(async () => {
  const stack = await LocalWorkspace.createOrSelectStack(${stack});
  const changes = async (run) => (await run).summary.resourceChanges;
  const must = (what, is) => { if (!is) throw new Error(what); };
  must("create", (await changes(stack.up())).create === 2);
  await stack.preview({ expectNoChanges: true });
  await stack.setConfig("quota", { value: "5" });
  must("update", (await changes(stack.up())).update === 1);
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
})().catch((error) => { console.error(error); process.exitCode = 1; });
`;

/** The environment of a container that holds nothing but Node, the engine and the project. */
function bare(folder: string, { PATH, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(rest).filter(([name]) => /^(PULUMI|OTOROSHI)_/u.test(name));
  return { ...Object.fromEntries(kept), PATH, HOME: join(folder, "nobody"), PULUMI_CI: "true", CI: "true" };
}

export const styles = {
  template: { name: "pulumi new typescript", ...typescript, live: byCli },
  modules: {
    name: "ES modules, top-level await",
    files: {
      "Pulumi.yaml": "name: compat\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      "index.js": `
import * as pulumi from "@pulumi/pulumi";
import { ApiKey, getApiKeys } from "pulumi-otoroshi";
const before = await getApiKeys({ groupId: "g1" });
${key}
export const clientId = billing.clientId;
export const isList = Array.isArray(before);
`,
    },
    manifest: { type: "module", main: "index.js" },
    live: byCli,
  },
  inline: {
    name: "Automation API, inline",
    files: {
      "drive.js": drive(`{ stackName: "compat", projectName: "compat", program }, { workDir: __dirname }`),
    },
    manifest: {},
    live: byProgram,
  },
  local: {
    name: "Automation API, local",
    files: { ...typescript.files, "drive.js": drive(`{ stackName: "compat", workDir: __dirname }`) },
    manifest: typescript.manifest,
    live: byProgram,
  },
  container: {
    name: "a bare environment, no terminal",
    ...typescript,
    live: (folder, environment) => byCli(folder, bare(folder, environment)),
  },
} satisfies Record<string, Style>;

/** Makes a project of a style, and installs it. */
export async function makeProject(folder: string, style: Style, sdk: string, manager: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: "compat",
    version: "1.0.0",
    ...style.manifest,
    dependencies: { "@pulumi/pulumi": sdk, "pulumi-otoroshi": `file:${await packedPackage()}` },
  };
  const files = { ...style.files, "package.json": JSON.stringify(manifest) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const [command = "npm", ...args] = managers[manager] ?? [];
  await execute(command, args, { cwd: folder });
}
