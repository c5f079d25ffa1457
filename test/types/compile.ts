import { join } from "node:path";
import type { Compiler } from "./compilers";

/** What a project sets, as its tsconfig.json would. */
export type Settings = Readonly<Record<string, unknown>>;

/** What `pulumi new typescript` writes into tsconfig.json. */
export const template: Settings = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "commonjs",
  moduleResolution: "node",
  sourceMap: true,
  experimentalDecorators: true,
  pretty: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
};

/**
 * Compiles programs as the project in a folder, declarations of packages included.
 *
 * @returns what the compiler has to complain about, file by file
 */
export function complaints(
  compiler: Compiler,
  folder: string,
  settings: Settings,
  files: readonly string[],
): string[] {
  // What is in node_modules of a project with the SDK alone; here there are the types of tests as well.
  const types = ["node", "google-protobuf", "semver", "tmp"];
  const { options, errors } = compiler.convertCompilerOptionsFromJson(
    { ...settings, skipLibCheck: false, noEmit: true, types },
    folder,
  );
  const program = compiler.createProgram(
    files.map((file) => join(folder, file)),
    options,
  );
  return [...errors, ...compiler.getPreEmitDiagnostics(program)].map((one) => {
    const place = one.file === undefined ? "" : `${one.file.fileName}:${String(one.start)} `;
    return `${place}TS${String(one.code)} ${compiler.flattenDiagnosticMessageText(one.messageText, "\n")}`;
  });
}
