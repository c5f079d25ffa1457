import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ExampleProject } from "./example-project";
import { root } from "./package";

/** The files that a page tells, by the name that their first line gives. */
function filesOf(page: string): Map<string, string> {
  const text = readFileSync(join(root, "docs", page), "utf8");
  return new Map(
    [...text.matchAll(/^```ts\n\/\/ (\S+\.ts)\n(.*?)^```$/gmsu)].map(([, name = "", code = ""]) => [
      name,
      code,
    ]),
  );
}

const PROGRAM = `import { ApiKey } from "pulumi-otoroshi";

new ApiKey("billing", { groupId: "payments", dailyQuota: 10_000 });
`;

describe("the guide to testing, in a project on the real engine", function () {
  this.timeout(180_000);
  let project: ExampleProject;

  before(async () => {
    project = await ExampleProject.copy("basic");
    await writeFile(join(project.folder, "index.ts"), PROGRAM);
    for (const [name, code] of filesOf("testing.md")) await writeFile(join(project.folder, name), code);
  });
  after(() => project.remove());

  it("has tests that pass", async () => {
    for (const file of ["keys.test.ts", "stack.test.ts"]) {
      const said = await project.command("node", "--import", "tsx", "--test", file);
      assert.match(said, /^# pass 1$/mu);
    }
  });

  it("has a server to try a program with", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", "otoroshi.ts"], { cwd: project.folder });
    try {
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const variables: Record<string, string> = {};
      while (Object.keys(variables).length < 3) {
        const { value } = (await lines.next()) as { value: string };
        const [, name = "", text = ""] = /^export (\w+)=(.*)$/u.exec(value) ?? [];
        variables[name] = text;
      }
      await project.must("stack", "init", "tried");
      const up =
        "pulumi up --stack tried --yes --skip-preview && pulumi destroy --stack tried --yes --skip-preview";
      const { code, output } = await project.shell(up, variables);
      assert.equal(code, 0, output);
      assert.match(output, /\+ 2 created/u);
    } finally {
      child.kill();
      await once(child, "exit");
    }
  });
});
