import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

/**
 * Writes the emitted declarations as TypeScript before 4.5 reads them, which the Pulumi SDK brings along for
 * projects without a compiler of their own: without `type` in front of single names of an import or export. In
 * a declaration file it makes no difference.
 */
function withoutTypeModifiers(text: string): string {
  const source = ts.createSourceFile("any.d.ts", text, ts.ScriptTarget.Latest);
  const modifiers: [number, number][] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.isTypeOnly) {
      modifiers.push([node.getStart(source), (node.propertyName ?? node.name).getStart(source)]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return modifiers.reduceRight((done, [start, end]) => done.slice(0, start) + done.slice(end), text);
}

const dist = resolve(__dirname, "../../dist");
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(dist, name);
  writeFileSync(path, withoutTypeModifiers(readFileSync(path, "utf8")));
}
