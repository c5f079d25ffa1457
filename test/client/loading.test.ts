import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

describe("the client by itself", () => {
  it("loads neither the Pulumi SDK nor, before a request, what sends one", async () => {
    const client = JSON.stringify(require.resolve("../../provider/client"));
    const program = `require(${client}); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--require",
      "tsx/cjs",
      "--eval",
      program,
    ]);
    const loaded = JSON.parse(stdout) as string[];
    assert.ok(loaded.some((file) => file.endsWith("api-keys-api.ts")));
    const heavy = /node_modules\/(@pulumi|got|fast-json-patch|[a-z]+-proxy-agent)\//u;
    assert.deepEqual(
      loaded.filter((file) => heavy.test(file)),
      [],
    );
  });
});
