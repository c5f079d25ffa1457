import { join } from "node:path";
import { isEntries, isGroup, rows } from "../../provider/model/attributes";
import type { Row } from "../../provider/model/fields";
import { changes, exampleOf, serversOf } from "./arguments";
import { facts, initially, meaning, root, settings } from "./documentation";

/** Where the reference of arguments stands. */
export const referenceFile = join(root, "docs", "arguments.md");

function fieldLines(name: string, row: Row): string[] {
  const heading = [`### \`${name}\``, "", meaning(name), "", ...exampleLines(name)];
  if (isGroup(row)) {
    const parts = Object.entries(row.group).map(
      ([part, field]) =>
        `| \`${part}\` | ${meaning(`${name}.${part}`)} | ${field.kind.name} | ${initially(field)} | ${field.kind.compared} | \`/${name}/${part}\` |`,
    );
    return [
      ...heading,
      "Each part is managed on its own. A change patches the parts that changed.",
      "",
      `- Servers: ${serversOf(name)}`,
      "",
      "| part | meaning | type | default | compared | patched |",
      "| --- | --- | --- | --- | --- | --- |",
      ...parts,
      "",
    ];
  }
  const lines = [...facts(row), `A change: ${changeOf(name, row)}`, `Servers: ${serversOf(name)}`];
  return [...heading, ...lines.map((line) => `- ${line}`), ""];
}

function exampleLines(name: string): string[] {
  return ["```ts", exampleOf(name), "```", ""];
}

function changeOf(name: string, row: Exclude<Row, { group: unknown }>): string {
  const own = changes[name];
  if (own !== undefined) return own;
  if (isEntries(row)) return `patches \`/${name}/<name>\` of each name that changed`;
  if (isGroup(row)) throw new TypeError("a group changes by its parts");
  return `patches \`/${(row.path ?? [name]).join("/")}\``;
}

function settingLines(name: string, text: string): string[] {
  return [
    `### \`${name}\``,
    "",
    text,
    "",
    ...exampleLines(name),
    `- A change: ${changes[name] ?? ""}`,
    `- Servers: ${serversOf(name)}`,
    "",
  ];
}

/** The reference of arguments, made from the table of fields and the doc comments. */
export function reference(): string {
  return [
    "# Arguments of `ApiKey`",
    "",
    "Made by `npm run reference` from the table of fields in `provider/model/fields.ts` and from doc comments.",
    "",
    "What is declared is managed; what was never declared is never touched. What was declared and no longer",
    "is goes back to its default. Every argument is an output under its own name.",
    "",
    "An output can be what no argument can: Otoroshi has whole numbers of 64 bits. One beyond 2^53 is a text of its",
    'digits, such as `"9223372036854775807"`. A `validUntil` beyond the year 9999 has six digits for the year,',
    "`+010000-01-01T00:00:00.000Z`, which the argument takes as well; one beyond all dates is a text of its",
    "milliseconds. Undeclared, such a value stays as it is; declared otherwise, it is put right.",
    "",
    "`Servers` names the oldest of Otoroshi 1.4, 1.5 and 17 that keeps the value. On an older one `pulumi up` fails",
    "and names the argument; nothing is reported as done that the server dropped.",
    "",
    "## Where and how",
    "",
    ...[...settings].flatMap(([name, { text }]) => settingLines(name, text)),
    "## Fields of the key",
    "",
    ...[...rows].flatMap(([name, row]) => fieldLines(name, row)),
  ].join("\n");
}
