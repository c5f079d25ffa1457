import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../reference/documentation";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** The package.json commands among some lines of text, without `npm run`. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/npm (?:run (?:--silent )?)?(test|[\w:-]+)/gu)]
    .filter(([whole]) => !/^npm (ci|install)$/u.test(whole))
    .map(([, name]) => name ?? "");
}

describe("the project's pipeline", () => {
  const folder = join(root, ".github", "workflows");
  for (const file of readdirSync(folder)) {
    it(`runs in ${file} nothing but commands of package.json, which run anywhere`, () => {
      const text = readFileSync(join(folder, file), "utf8");
      const steps = [...text.matchAll(/^\s*(?:- )?run: (.*)$/gmu)].map(([, command]) => command ?? "");
      assert.ok(steps.length > 0);
      for (const step of steps) assert.match(step, /^npm (ci|test|run [\w:-]+)$/u);
      for (const name of commandsIn(steps.join("\n"))) assert.ok(name in scripts, name);
    });
  }

  it("and the contributor's page name commands that there are", () => {
    const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
    const names = commandsIn(text);
    assert.ok(names.length > 5);
    for (const name of names) assert.ok(name in scripts, name);
  });
});
