import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type ts from "typescript";
import type { Compiler } from "./compilers";

/** The declarations that a package's entry points reach, and the packages that these name. */
export interface Reached {
  readonly files: readonly string[];
  /** By package, the files that name it. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types?: string }>>;
}

/** Follows the declarations of a package, in its folder, from all of its entry points. */
export function reachedFrom(folder: string, compiler: Compiler): Reached {
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === "string" || entry.types === undefined ? [] : [join(folder, entry.types)],
  );
  const files = new Set<string>(entries);
  const packages = new Map<string, string[]>();
  for (const file of files) {
    const { importedFiles, typeReferenceDirectives } = compiler.preProcessFile(readFileSync(file, "utf8"));
    for (const { fileName } of [...importedFiles, ...typeReferenceDirectives]) {
      if (fileName.startsWith(".")) files.add(declarationOf(join(dirname(file), fileName)));
      else packages.set(fileName, [...(packages.get(fileName) ?? []), file]);
    }
  }
  return { files: [...files], packages };
}

function declarationOf(path: string): string {
  const found = [path.replace(/\.js$/u, ".d.ts"), `${path}.d.ts`, join(path, "index.d.ts")].find(
    (one) => one.endsWith(".d.ts") && existsSync(one),
  );
  if (found === undefined) throw new Error(`there are no declarations at ${path}`);
  return found;
}

/** The types that the exports of an entry point mention, by name, and that it does not export itself. */
export function unexported(entry: string, compiler: Compiler): string[] {
  const program = compiler.createProgram([entry], { skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  const original = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & compiler.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = new Set(checker.getExportsOfModule(module).map(original));
  const missing = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node)) {
      const found = checker.getSymbolAtLocation(node);
      const symbol = found && original(found);
      const types =
        compiler.SymbolFlags.Interface | compiler.SymbolFlags.TypeAlias | compiler.SymbolFlags.Class;
      const own = symbol?.declarations?.every(
        (one) => !one.getSourceFile().fileName.includes("node_modules"),
      );
      if (symbol !== undefined && own === true && symbol.flags & types && !exported.has(symbol))
        missing.add(symbol.name);
    }
    compiler.forEachChild(node, visit);
  };
  for (const symbol of exported) symbol.declarations?.forEach(visit);
  return [...missing].sort();
}
