import { runInNewContext } from "node:vm";
import { ModuleKind, transpile } from "typescript";

/** A resource that a program has declared. */
export interface Declared {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Runs a program that `import` has written, with a resource that only keeps what it is given. */
export function evaluate(source: string): Declared[] {
  const declared: Declared[] = [];
  function ApiKey(name: string, args: Record<string, unknown>): void {
    declared.push({ name, args: structuredClone(args) });
  }
  const code = transpile(source, { module: ModuleKind.CommonJS, strict: true });
  runInNewContext(code, { exports: {}, require: () => ({ ApiKey }), structuredClone });
  return declared;
}
