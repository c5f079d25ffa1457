import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../reference/documentation";

/** What stands in front of a line about one key, and behind it. */
const BEFORE = String.raw`(?:[^;]*?: )?`;
const BEHIND = String.raw`(?: \((?:api key '.*'|a new api key)\))?`;

/** The first column of a page's tables, `<...>` for anything. */
function linesIn(page: string): string[] {
  const text = readFileSync(join(root, "docs", page), "utf8");
  return [...text.matchAll(/^\| `([^`]+)`/gmu)].map(([, line = ""]) => line);
}

function pattern(line: string): string {
  return line
    .split(/<[^>]+>/u)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`))
    .join(".*?");
}

const any = `(?:${linesIn("lines.md").map(pattern).join("|")})`;
const one = `${any}(?:, \\d+ not known yet)?`;
const documented = new RegExp(`^${BEFORE}${one}(?:(?:; | )${one})*${BEHIND}$`, "u");

/** The fields of an adoption, below the line that announces it. */
const changed = /^ {2}\S.*(?: -> |: not known yet$)/u;

/** What Node itself prints, of the loader of the tests for example. */
const ofNode = /^\((?:node:\d+\) |Use `node )/u;

/** Fails for a line that docs/lines.md does not explain. */
export function assertDocumented(said: string): void {
  const lines = said.split("\n").filter((line) => line !== "" && !changed.test(line) && !ofNode.test(line));
  assert.deepEqual(
    lines.filter((line) => !documented.test(line.replace(/^ {2}/u, ""))),
    [],
    "lines that docs/lines.md does not explain",
  );
}
