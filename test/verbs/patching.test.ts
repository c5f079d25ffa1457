import assert from "node:assert/strict";
import { liveKey } from "../unit/key";
import { endScenes, scene } from "./scene";

describe("a patch", () => {
  afterEach(endScenes);

  it("that is refused, and made up for by no look at the key, fails for what kept the look from it", async () => {
    const { otoroshi, stack } = await scene();
    const key = { groupId: "g1", clientId: "k" };
    await stack.up({ a: key });
    const held = otoroshi.hold(({ method }) => method === "PATCH");
    const how = { status: 400, body: { error: "Bad ApiKey format" }, carriedOut: true };
    otoroshi.fail({ method: "PATCH", how });
    const running = stack.up({ a: { ...key, dailyQuota: 5 } });
    await held.arrived;
    otoroshi.fail({ method: "GET", times: Infinity, how: { status: 403, body: { error: "no" } } });
    held.release();
    assert.match((await running).errors["a"] ?? "", /api_key_from_group, HTTP 403/u);
  });

  it("of which the server drops a part is not sent again, whatever somebody else changed meanwhile", async () => {
    const { otoroshi, stack } = await scene();
    const key = { groupId: "g1", clientId: "k", clientName: "mine", dailyQuota: 5 };
    await stack.up({ a: key });
    const body = { ...otoroshi.keys.get("k"), dailyQuota: 7 };
    const dropped = otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 200, body } });
    const run = await stack.up({ a: { ...key, description: "new" } });
    assert.match(run.errors["a"] ?? "", /did not store description, dailyQuota as declared/u);
    assert.equal(dropped.hits, 1);
  });

  it("that is answered with another key is not taken for done, and the error says of which request", async () => {
    const { otoroshi, stack } = await scene();
    const key = { groupId: "g1", clientId: "k" };
    await stack.up({ a: key });
    const body = liveKey({ clientId: "another" });
    otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 200, body } });
    const run = await stack.up({ a: { ...key, dailyQuota: 5 } });
    assert.match(run.errors["a"] ?? "", /the response is about another key \(patch_api_key\)/u);
  });
});
