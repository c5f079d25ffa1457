/**
 * Mutation testing of what decides over keys, with the tests that need neither an engine nor a host. It takes
 * the better part of an hour; one folder alone: `npm run mutation -- --mutate 'provider/state/**\/*.ts'`.
 *
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  mutate: ["model", "reconcile", "state", "verbs"].map((folder) => `provider/${folder}/**/*.ts`),
  ignorePatterns: ["dist", "examples", ".cache", "test/bench", "test/types/compilers"],
  plugins: ["@stryker-mutator/mocha-runner"],
  testRunner: "mocha",
  mochaOptions: {
    "no-config": true,
    require: ["tsx/cjs"],
    ignore: ["test/unit/reference.test.ts", "test/unit/throttle.test.ts", "test/verbs/faults.test.ts"],
    spec: ["test/unit/**/*.test.ts", "test/verbs/**/*.test.ts"],
  },
  // tsx strips types and checks none; a mutated table says something else than its documentation.
  disableTypeChecks: false,
  coverageAnalysis: "perTest",
  // A table that is evaluated once, when its module is loaded, is mutated by what the tests then see of it.
  ignoreStatic: false,
  concurrency: 2,
  timeoutMS: 20_000,
  timeoutFactor: 2,
  reporters: ["clear-text", "json", "progress-append-only"],
  jsonReporter: { fileName: ".cache/mutation.json" },
  tempDirName: ".cache/mutation",
  thresholds: { high: 90, low: 85, break: 85 },
};
