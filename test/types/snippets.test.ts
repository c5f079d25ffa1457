import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../reference/documentation";

/** What code in the documentation is given besides its own lines, as far as it does not import that itself. */
const AROUND = `
declare module "@pulumi/random" {
  export class RandomPassword {
    constructor(name: string, args: { length: number; special: boolean; keepers?: Record<string, string> });
    readonly result: import("@pulumi/pulumi").Output<string>;
  }
}
declare const config: import("@pulumi/pulumi").Config;
declare class SomeConsumer { constructor(name: string, args: { password: import("@pulumi/pulumi").Output<string> }); }
`;

const pages = ["README.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);

/** The TypeScript of a page, by the line that it begins at. */
function snippetsOf(page: string): Map<string, string> {
  const text = readFileSync(join(root, page), "utf8");
  return new Map(
    [...text.matchAll(/^```ts\n(.*?)^```$/gmsu)].map(({ 1: code = "", index }) => {
      const line = text.slice(0, index).split("\n").length;
      const imported = /\bApiKey\b[^;]*from "pulumi-otoroshi"|import\("pulumi-otoroshi"\)/u.test(code);
      const head = imported ? "" : 'import { ApiKey, getApiKeys } from "pulumi-otoroshi";';
      return [`${page}:${String(line)}`, `${head}${code}export {};`];
    }),
  );
}

describe("the TypeScript in the documentation", function () {
  this.timeout(60_000);

  it("compiles", () => {
    const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) =>
      readFileSync(path, "utf8"),
    ) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(
      { ...config.compilerOptions, noUnusedLocals: false },
      root,
    );
    const snippets = new Map(pages.flatMap((page) => [...snippetsOf(page)]));
    assert.ok(snippets.size > 35, String(snippets.size));
    // Modules with top-level await, as if they stood in the root.
    const files = new Map(
      [...snippets].map(([place, code]) => [
        join(root, `${place.replace(/[/:.]/gu, "-")}.mts`),
        { place, code },
      ]),
    );
    const around = join(root, "around.d.ts");
    const host = ts.createCompilerHost(options);
    const readFile = host.readFile.bind(host);
    const fileExists = host.fileExists.bind(host);
    const own = (path: string): string | undefined => (path === around ? AROUND : files.get(path)?.code);
    host.readFile = (path) => own(path) ?? readFile(path);
    host.fileExists = (path) => own(path) !== undefined || fileExists(path);
    host.getSourceFile = (path, version) => {
      const text = host.readFile(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version);
    };
    const program = ts.createProgram([around, ...files.keys()], options, host);
    const problems = ts.getPreEmitDiagnostics(program).flatMap(({ file, messageText }) => {
      const place = file && files.get(file.fileName)?.place;
      return place === undefined ? [] : [`${place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`];
    });
    assert.deepEqual(problems, []);
  });
});
