import { relative } from "node:path";
import type { Context } from "mocha";

/**
 * Says which file of tests begins, where files run side by side: their results are printed as they end, and a
 * file on the real engine takes up to a minute.
 */
export const mochaHooks = {
  beforeAll(this: Context): void {
    const { MOCHA_WORKER_ID } = process.env;
    const file = this.test?.parent?.suites[0]?.file;
    if (MOCHA_WORKER_ID !== undefined && file !== undefined) {
      process.stderr.write(`  running ${relative(process.cwd(), file)}\n`);
    }
  },
};
