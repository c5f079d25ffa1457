import js from "@eslint/js";
import tseslint from "typescript-eslint";

/**
 * The floors of the provider, the lowest first: what stands on a floor imports from its own folder and from the
 * floors below, never from above or beside. ARCHITECTURE.md says what lives where.
 */
const floors = [
  ["model"],
  ["client"],
  ["state"],
  ["servers"],
  ["reconcile"],
  ["resource", "verbs"],
  ["command"],
];

const downOnly = floors.flatMap((folders, floor) =>
  folders.map((folder) => ({
    files: [`provider/${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: floors
            .slice(floor)
            .flat()
            .filter((other) => other !== folder)
            .map((other) => ({ group: [`**/${other}/*`], message: "Imports go down only." }))
            .concat({ regex: "^\\.\\./(index|provider)$", message: "Imports go down only." }),
        },
      ],
    },
  })),
);

export default tseslint.config(
  // The packages that examples/kubernetes-secret needs besides are installed by its own test alone.
  { ignores: ["dist/", "**/node_modules/", ".cache/", "examples/kubernetes-secret/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  ...downOnly,
  {
    files: ["test/**/*.ts", "examples/**/*.test.ts"],
    rules: { "@typescript-eslint/no-floating-promises": "off" },
  },
);
