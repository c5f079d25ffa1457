import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import type { Field, Row } from "../../provider/model/fields";
import { isEntries, isGroup } from "../../provider/model/attributes";

/** The repository's root. */
export const root = resolve(__dirname, "../..");

/** A property as a source file declares and describes it. */
interface Described {
  readonly text: string;
  /** Its type as written, without `undefined`; nothing for a property of an object. */
  readonly type?: string;
}

/** The described properties of an interface, or of an object that a constant holds, by path. */
function described(file: string, name: string): Map<string, Described> {
  const path = join(root, "provider", file);
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true);
  const properties = new Map<string, Described>();
  const collect = (node: ts.Node, prefix: string): void => {
    ts.forEachChild(node, (child) => {
      if ((ts.isPropertyAssignment(child) || ts.isPropertySignature(child)) && ts.isIdentifier(child.name)) {
        const own = prefix + child.name.text;
        const comments = ts
          .getJSDocCommentsAndTags(child)
          .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? "");
        const type =
          ts.isPropertySignature(child) && child.type !== undefined
            ? { type: child.type.getText().replace(" | undefined", "") }
            : {};
        if (comments.length > 0)
          properties.set(own, { text: comments.join(" ").replace(/\s+/gu, " "), ...type });
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
  return properties;
}

const ofFields = described("model/fields.ts", "fields");

/** The arguments that are not fields of the key, with what they are and their types, in the source's order. */
export const settings: ReadonlyMap<string, Described> = described("state/inputs.ts", "Settings");

/**
 * What the table says that a field is.
 *
 * @param path a field's name, or `rotation.enabled` for one of a group
 */
export function meaning(path: string): string {
  const property = ofFields.get(path);
  if (property === undefined) throw new Error(`provider/model/fields.ts says nothing about ${path}`);
  return property.text;
}

/** What a new key gets where a field is not declared. */
export function initially({ initial, absent }: Field<unknown>): string {
  if (absent !== undefined) return absent;
  return initial === null || initial === undefined ? "none" : `\`${JSON.stringify(initial)}\``;
}

/** A row's type, default and comparison, as the reference lists them. */
export function facts(row: Exclude<Row, { group: unknown }>): string[] {
  if (isEntries(row)) {
    return [
      `Type: object of ${row.entries.name} values by name`,
      "Default: `{}`",
      "Compared: each declared name separately",
    ];
  }
  if (isGroup(row)) throw new TypeError("a group has the facts of its parts");
  return [
    `Type: ${row.kind.name}${row.secret === true ? "; always a secret" : ""}`,
    `Default: ${initially(row)}`,
    `Compared: ${row.kind.compared}${row.replaces === true ? "; another value replaces the key" : ""}`,
  ];
}
