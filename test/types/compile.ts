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

/** Which files are looked at: all that the program reads, or its own and those of the package. */
export type Extent = "everything" | "ours";

/**
 * Compiles programs as the project in a folder, declarations included.
 *
 * @returns what the compiler has to complain about, file by file
 */
export function complaints(
  compiler: Compiler,
  folder: string,
  settings: Settings,
  files: readonly string[],
  extent: Extent,
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
  const found =
    extent === "everything"
      ? compiler.getPreEmitDiagnostics(program)
      : [
          ...program.getOptionsDiagnostics(),
          ...program
            .getSourceFiles()
            .filter(({ fileName }) => isOurs(folder, fileName))
            .flatMap((file) => [
              ...program.getSyntacticDiagnostics(file),
              ...program.getSemanticDiagnostics(file),
            ]),
        ];
  return [...errors, ...found].map((one) => {
    const place = one.file === undefined ? "" : `${one.file.fileName}:${String(one.start)} `;
    return `${place}TS${String(one.code)} ${compiler.flattenDiagnosticMessageText(one.messageText, "\n")}`;
  });
}

function isOurs(folder: string, file: string): boolean {
  if (!file.startsWith(folder)) return false;
  const within = file.slice(folder.length);
  return !within.includes("node_modules") || within.startsWith("/node_modules/pulumi-otoroshi/");
}
