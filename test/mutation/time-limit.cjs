/** Under a mutant many a test waits for what never comes; the runner sets no limit of its own. */
exports.mochaHooks = {
  beforeEach() {
    this.currentTest.timeout(8_000);
  },
};
