import { template } from "../types/compile";

/** What a project of a kind consists of, and how a key's life is led in it. */
export interface Arrangement {
  readonly name: string;
  /** Further to package.json. */
  readonly files: Readonly<Record<string, string>>;
  /** Further to the SDK and the package; `main` and the like as well. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The script that leads a key's life, by the Automation API; without it the CLI does. */
  readonly script?: readonly [string, ...string[]];
  /** As in a container: an empty home, no terminal, sources that cannot be written. */
  readonly container?: boolean;
}

const key =
  'new ApiKey("billing", { groupId: "g1", tags: ["a"], dailyQuota: new pulumi.Config().getNumber("quota") })';

const typescript = `
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const billing = ${key};
export const clientId = billing.clientId;
export const bearer = billing.bearer;
`;

const modules = `
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

await Promise.resolve();
export const clientId = ${key}.clientId;
`;

const automation = `
const pulumi = require("@pulumi/pulumi");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { ApiKey } = require("pulumi-otoroshi");

async function program() {
  return { clientId: ${key}.clientId };
}

async function main() {
  const stack = await LocalWorkspace.createOrSelectStack(
    process.argv[2] === "inline"
      ? { stackName: "compat", projectName: "compat", program }
      : { stackName: "compat", workDir: __dirname },
    process.argv[2] === "inline" ? { workDir: __dirname } : {},
  );
  await stack.up();
  await stack.preview({ expectNoChanges: true });
  await stack.setConfig("quota", { value: "5" });
  await stack.up();
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
}

void main().catch((error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});
`;

const project = { "Pulumi.yaml": "name: compat\nruntime: nodejs\n" };
const settings = JSON.stringify({ compilerOptions: template, files: ["index.ts"] });
const written = { ...project, "index.ts": typescript, "tsconfig.json": settings };
const main = { main: "index.ts" };

/** What `pulumi new typescript` makes. */
export const asTemplate: Arrangement = {
  name: "pulumi new typescript",
  files: written,
  manifest: { ...main, devDependencies: { "@types/node": "^20", typescript: "^5.0.0" } },
};

/** Other projects that people have. */
export const others: readonly Arrangement[] = [
  {
    name: "no typescript of its own",
    files: written,
    manifest: { ...main, devDependencies: { "@types/node": "^20" } },
  },
  {
    name: "ES modules, top-level await",
    files: { ...project, "index.js": modules },
    manifest: { type: "module", main: "index.js" },
  },
  {
    name: "Automation API, local",
    files: { ...written, "automation.js": automation },
    manifest: asTemplate.manifest,
    script: ["automation.js", "local"],
  },
  {
    name: "Automation API, inline",
    files: { "automation.js": automation },
    manifest: {},
    script: ["automation.js", "inline"],
  },
  {
    name: "Kubernetes operator",
    files: { ...written, "automation.js": automation },
    manifest: asTemplate.manifest,
    script: ["automation.js", "local"],
    container: true,
  },
];
