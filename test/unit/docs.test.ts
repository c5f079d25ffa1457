import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../reference/documentation";

/** Where links to files of the repository begin, for pages that are read elsewhere. */
const ours = ["blob", "tree"]
  .map((kind) => `https://github.com/pulumi-otoroshi/pulumi-otoroshi/${kind}/main/`)
  .concat("https://raw.githubusercontent.com/pulumi-otoroshi/pulumi-otoroshi/main/");

/** The files of a folder, and of those in it, that end so. */
function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending) && !path.includes("node_modules"))
    .map((path) => join(root, folder, path));
}

/** The text of the whole provider, texts that are put together in one piece. */
function provider(): string {
  const text = filesIn("provider", ".ts").map((path) => readFileSync(path, "utf8"));
  return text.join("\n").replace(/["`] \+\s+["`]/gu, "");
}

const pages = [
  ...readdirSync(root)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, name)),
  ...filesIn("docs", ".md"),
  ...filesIn("examples", ".md"),
];

describe("the documentation", () => {
  for (const page of pages) {
    const name = relative(root, page);
    const text = readFileSync(page, "utf8");

    it(`${name} links to what is there`, () => {
      for (const [, link = ""] of text.matchAll(/\]\(([^)\s]+)\)/gu)) {
        if (/^(https?:|#)/u.test(link) && !ours.some((prefix) => link.startsWith(prefix))) continue;
        const [path = ""] = link.split(/[#?]/u);
        const own = /\/main\/(.+)$/u.exec(path)?.[1];
        assert.ok(existsSync(own === undefined ? join(dirname(page), path) : join(root, own)), link);
      }
    });

    it(`${name} names tests and measurements that are there`, () => {
      for (const [path] of text.matchAll(/\btest\/[\w./-]*\w/gu))
        assert.ok(existsSync(join(root, path)), path);
    });
  }

  it("names, of every guide, the tests behind it", () => {
    const generated = ["README.md", "arguments.md", "client.md"];
    for (const page of filesIn("docs", ".md").filter(
      (path) => !generated.some((one) => path.endsWith(one)),
    )) {
      assert.match(readFileSync(page, "utf8"), /^## Tests\n\n- test\//mu, page);
    }
  });

  it("shows every line as the provider prints it", () => {
    const source = provider();
    const page = readFileSync(join(root, "docs", "lines.md"), "utf8");
    const lines = [...page.matchAll(/^\| `([^`]+)`/gmu)].map(([, line = ""]) => line);
    assert.ok(lines.length > 25);
    const missing = lines.flatMap((line) =>
      line
        // What a line has in common with others is put in front of it, or behind it, elsewhere.
        .replace(/^not deleted: | to change$/gu, "")
        .split(/<[^>]+>|(?<=^would adopt|^adopting) /u)
        .map((part) => part.replace(/^[:,' ]+|[' ]+$/gu, ""))
        .filter((part) => part.length > 2 && !source.includes(part)),
    );
    assert.deepEqual(missing, []);
  });
});
