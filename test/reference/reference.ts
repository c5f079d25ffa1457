import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import type { Field, Row } from "../../provider/model/fields";
import { isEntries, isGroup, rows } from "../../provider/model/attributes";

const root = resolve(__dirname, "../..");

/** Where the reference documentation stands. */
export const referenceFile = join(root, "REFERENCE.md");

/** The doc comments of the properties of an interface, or of an object that a constant holds, by path. */
function docComments(file: string, name: string): Map<string, string> {
  const path = join(root, "provider", file);
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const comments = new Map<string, string>();
  const collect = (node: ts.Node, prefix: string): void => {
    ts.forEachChild(node, (child) => {
      if ((ts.isPropertyAssignment(child) || ts.isPropertySignature(child)) && ts.isIdentifier(child.name)) {
        const own = prefix + child.name.text;
        const text = ts
          .getJSDocCommentsAndTags(child)
          .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "");
        if (text.length > 0) comments.set(own, text.join(" ").replace(/\s+/gu, " "));
        collect(child, `${own.replace(/\.group$/u, "")}.`);
      } else {
        collect(child, prefix);
      }
    });
  };
  ts.forEachChild(source, (node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === name) collect(node, "");
    if (!ts.isVariableStatement(node)) return;
    const [declaration] = node.declarationList.declarations;
    if (declaration !== undefined && declaration.name.getText() === name) collect(declaration, "");
  });
  return comments;
}

function initially({ initial, absent }: Field<unknown>): string {
  if (absent !== undefined) return absent;
  return initial === null || initial === undefined ? "none" : `\`${JSON.stringify(initial)}\``;
}

function fieldLines(name: string, row: Row, comment: (path: string) => string): string[] {
  const heading = [`### \`${name}\``, "", comment(name), ""];
  if (isEntries(row)) {
    return [
      ...heading,
      `- Type: object of ${row.entries.name} by name`,
      "- Default: `{}`",
      "- Compared: each declared name on its own",
      "- Patched: `/" + name + "/<name>`",
      "",
    ];
  }
  if (isGroup(row)) {
    const parts = Object.entries(row.group).map(
      ([part, field]) =>
        `| \`${part}\` | ${comment(`${name}.${part}`)} | ${field.kind.name} | ${initially(field)} | ${field.kind.compared} | \`/${name}/${part}\` |`,
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
  const patched =
    row.replaces === true
      ? "never: another value replaces the key"
      : `\`/${(row.path ?? [name]).join("/")}\``;
  return [
    ...heading,
    `- Type: ${row.kind.name}${row.secret === true ? "; always a secret" : ""}`,
    `- Default: ${initially(row)}`,
    `- Compared: ${row.kind.compared}`,
    `- Patched: ${patched}`,
    "",
  ];
}

/** The reference documentation, made from the table of fields and the doc comments. */
export function reference(): string {
  const comments = docComments("model/fields.ts", "fields");
  const settings = docComments("state/inputs.ts", "Settings");
  const comment = (path: string): string => {
    const text = comments.get(path);
    if (text === undefined) throw new Error(`provider/model/fields.ts says nothing about ${path}`);
    return text;
  };
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
    ...[...settings].flatMap(([name, text]) => [`### \`${name}\``, "", text, ""]),
    "## Fields of the key",
    "",
    ...[...rows].flatMap(([name, row]) => fieldLines(name, row, comment)),
  ].join("\n");
}
