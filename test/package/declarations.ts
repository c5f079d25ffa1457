import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../reference/documentation";
import { reachedFrom } from "../types/declarations";

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

const dist = join(root, "dist");
// What no entry point reaches is nobody's, and would name packages that a program need not have.
const reached = new Set(reachedFrom(root, ts).files);
for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(dist, name);
  if (!reached.has(path)) rmSync(path);
  else writeFileSync(path, withoutTypeModifiers(readFileSync(path, "utf8")));
}
