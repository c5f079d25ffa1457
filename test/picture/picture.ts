import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { environmentIn } from "../engine/template";
import { root } from "../engine/package";
import { configFor } from "../engine/scene";
import { Stack } from "../engine/stack";
import { startOtoroshi } from "../otoroshi";
import { drawn, settled } from "./terminal";

const program = (description: string, further = ""): string => `
  new ApiKey("billing", { groupId: "payments", dailyQuota: 1000, metadata: { owner: "finance" } });
  new ApiKey("partner", { groupId: "payments", description: "${description}" });
  ${further}`;

const legacy =
  'new ApiKey("legacy", { groupId: "payments", clientId: "legacy-id", adopt: true, dailyQuota: 5000 });';

/**
 * Takes the README's picture: a real preview on the embedded server, of one key that somebody changed by hand,
 * one that the program changes, and one that it takes over.
 */
async function picture(): Promise<void> {
  const otoroshi = await startOtoroshi({ groups: ["payments"] });
  const stack = await Stack.create(configFor(otoroshi));
  try {
    await stack.program(program("The partner portal"));
    await stack.up();
    for (const key of [...otoroshi.keys].filter((one) => one.clientName === "billing")) {
      otoroshi.keys.set(key.clientId, { ...key, dailyQuota: 500 });
    }
    otoroshi.keys.set("legacy-id", { clientName: "Legacy jobs", authorizedEntities: ["group_payments"] });
    await stack.program(program("The partner portal, version 2", legacy));
    const env = await environmentIn(stack.folder);
    const args = ["preview", "--non-interactive", "--color", "always"];
    const { stdout } = await promisify(execFile)("pulumi", args, { cwd: stack.folder, env });
    const shown = settled(stdout);
    writeFileSync(join(root, "docs", "preview.svg"), drawn("pulumi preview", shown));
    process.stdout.write(shown);
  } finally {
    await stack.remove();
    await otoroshi.close();
  }
}

void picture();
