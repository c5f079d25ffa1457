import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { releaseFile, type Release } from "./record-release";
import { assertEmpty, scene, type Scene } from "./scene";

describe("on the real engine, an upgrade", function () {
  this.timeout(180_000);
  let at: Scene;
  afterEach(() => at.end());

  for (const version of ["0.1.0", "0.2.0", "0.3.0"]) {
    it(`changes nothing: a state written by ${version} previews empty, refreshes empty and is destroyed`, async () => {
      at = await scene();
      const release = JSON.parse(readFileSync(releaseFile(version), "utf8")) as Release;
      for (const key of release.apiKeys) at.otoroshi.keys.set(String(key["clientId"]), key as never);
      // The engine keeps the stack's configuration of the last up in the state, and refreshes with it.
      const deployment = JSON.stringify(release.deployment).replaceAll(
        /http:\/\/127\.0\.0\.1:\d+/gu,
        at.otoroshi.url,
      );
      await at.stack.importState(deployment);
      await at.stack.program(release.program);
      assertEmpty(await at.stack.preview());
      assertEmpty(await at.stack.refresh());
      assertEmpty(await at.stack.preview());
      assert.equal((await at.stack.keys()).length, 3);
      assert.ok(!at.takeRequests().some((one) => !one.startsWith("GET")));
      await at.stack.destroy();
      assert.equal(at.otoroshi.keys.size, 0);
    });
  }
});
