import { join } from "node:path";
import type { Row } from "../../provider/model/fields";
import { isEntries, isGroup, rows } from "../../provider/model/attributes";
import { facts, initially, meaning, root, settings } from "./documentation";

/** Where the reference documentation stands. */
export const referenceFile = join(root, "REFERENCE.md");

function fieldLines(name: string, row: Row): string[] {
  const heading = [`### \`${name}\``, "", meaning(name), ""];
  if (isGroup(row)) {
    const parts = Object.entries(row.group).map(
      ([part, field]) =>
        `| \`${part}\` | ${meaning(`${name}.${part}`)} | ${field.kind.name} | ${initially(field)} | ${field.kind.compared} | \`/${name}/${part}\` |`,
    );
    return [
      ...heading,
      "Each part is managed on its own.",
      "",
      "| part | meaning | type | default | compared | patched |",
      "| --- | --- | --- | --- | --- | --- |",
      ...parts,
      "",
    ];
  }
  return [...heading, ...[...facts(row), `Patched: ${patched(name, row)}`].map((fact) => `- ${fact}`), ""];
}

function patched(name: string, row: Exclude<Row, { group: unknown }>): string {
  if (isEntries(row)) return `\`/${name}/<name>\``;
  if (isGroup(row) || row.replaces === true) return "never";
  return `\`/${(row.path ?? [name]).join("/")}\``;
}

/** The reference documentation, made from the table of fields and the doc comments. */
export function reference(): string {
  return [
    "# Arguments of `ApiKey`",
    "",
    "Made by `npm run reference` from the table of fields in `provider/model/fields.ts` and from doc comments.",
    "",
    "What is declared is managed; what was never declared is never touched. What was declared and no longer",
    "is goes back to its default. Every argument is an output under its own name.",
    "",
    "## Where and how",
    "",
    ...[...settings].flatMap(([name, { text }]) => [`### \`${name}\``, "", text, ""]),
    "## Fields of the key",
    "",
    ...[...rows].flatMap(([name, row]) => fieldLines(name, row)),
  ].join("\n");
}
