/**
 * Mutation testing of what decides over keys, with the tests that need neither an engine nor a host. It takes
 * the better part of an hour; one folder alone: `npm run mutation -- --mutate 'provider/state/**\/*.ts'`.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: [
    ...["model", "reconcile", "state", "verbs"].map((folder) => `provider/${folder}/**/*.ts`),
    // Generated, and nothing but types.
    "!provider/model/api-key.ts",
  ],
  ignorePatterns: ["dist", "examples", ".cache", "test/bench", "test/types/compilers"],
  plugins: ["@stryker-mutator/mocha-runner", "./test/mutation/prose.mjs"],
  ignorers: ["prose"],
  testRunner: "mocha",
  mochaOptions: {
    "no-config": true,
    require: ["tsx/cjs", "./test/mutation/time-limit.cjs"],
    ignore: [
      // What reads the sources as texts.
      "test/unit/docs.test.ts",
      "test/unit/reference.test.ts",
      // What takes long, or says nothing of these folders. Lost answers have a quick test of their own besides.
      "test/unit/throttle.test.ts",
      "test/verbs/faults.test.ts",
      "test/verbs/fault-answers.test.ts",
      "test/verbs/histories.test.ts",
      "test/verbs/patches.test.ts",
    ],
    // It waits for a server that does not answer.
    grep: "^(?!a preview that cannot see is an error)",
    spec: ["test/unit/**/*.test.ts", "test/verbs/**/*.test.ts"],
  },
  // tsx strips types and checks none; a mutated table says something else than its documentation.
  disableTypeChecks: false,
  coverageAnalysis: "perTest",
  // What is evaluated once, when its module is loaded, would need a process and a run of all tests for each mutant.
  // It is the table of fields for the most part, which the reference documentation repeats; its test compares them.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 15_000,
  timeoutFactor: 1.5,
  reporters: ["clear-text", "json", "progress-append-only"],
  jsonReporter: { fileName: ".cache/mutation.json" },
  tempDirName: ".cache/mutation",
  thresholds: { high: 90, low: 85, break: 85 },
};
