import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as exported from "../../provider/provider";
import { endScenes, foreign, scene } from "./scene";

const provider = exported as unknown as Required<ResourceProvider>;

describe("reading a key that is not managed", () => {
  afterEach(endScenes);

  for (const scope of [{}, { groupId: "g1", serviceId: "s1" }]) {
    it(`refuses ${JSON.stringify(scope)} as its scope, without a stack trace`, async () => {
      const { otoroshi, stack, requests } = await scene();
      foreign(otoroshi, "k");
      await stack.configured();
      await assert.rejects(provider.read("k", scope), (error: Error) => {
        assert.match(error.message, /api key 'k': to read it, give exactly one of serviceId, groupId,/u);
        assert.doesNotMatch(error.stack ?? "", /\n\s+at /u);
        return true;
      });
      assert.deepEqual(requests(), []);
    });
  }
});
