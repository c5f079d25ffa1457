/**
 * Under a mutant many a test waits for what never comes; the runner sets no limit of its own. A test that says
 * itself that it takes long gets more, as on a busy machine it fails otherwise without any mutant.
 */
exports.mochaHooks = {
  beforeEach() {
    this.currentTest.timeout(this.currentTest.timeout() > 60_000 ? 60_000 : 8_000);
  },
};
