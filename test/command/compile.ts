import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");

/** What the compiler has against a program, in the settings that `pulumi new typescript` makes. */
export function complaints(source: string): string[] {
  const file = join(root, "test", "command", "imported-program.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2020,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    experimentalDecorators: true,
    pretty: true,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    paths: { "pulumi-otoroshi": [join(root, "provider", "index.ts")] },
  };
  const host = ts.createCompilerHost(options);
  const onDisk = ts.createCompilerHost(options);
  host.fileExists = (name) => name === file || onDisk.fileExists(name);
  host.readFile = (name) => (name === file ? source : onDisk.readFile(name));
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(file))
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, "\n"));
}
