import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../reference/documentation";

describe("the example of a unit test", function () {
  this.timeout(60_000);

  it("passes as its users run it", async () => {
    await promisify(execFile)("npx", ["tsx", "--test", "examples/unit-test/team.test.ts"], { cwd: root });
  });
});
