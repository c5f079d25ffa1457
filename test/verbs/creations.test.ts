import assert from "node:assert/strict";
import sinon from "sinon";
import { pause } from "../../provider/servers/pause";
import { withFastTime } from "./fast-time";
import { endScenes, foreign, scene } from "./scene";
import { assertDone } from "./stack";

describe("a creation whose request is lost each time", () => {
  let paused: sinon.SinonStub<[number], Promise<void>>;
  withFastTime();
  beforeEach(() => {
    paused = sinon.stub(pause, "for").resolves();
  });
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });

  const key = { groupId: "g1", clientId: "k" };
  const lost = { method: "POST", times: Infinity, how: { reset: "before" } } as const;

  it("does not take the key that somebody else makes meanwhile, and says how to", async () => {
    const { otoroshi, stack } = await scene();
    otoroshi.fail(lost);
    paused.onThirdCall().callsFake(() => {
      foreign(otoroshi, "k");
      return Promise.resolve();
    });
    const run = await stack.up({ a: key });
    assert.match(run.errors["a"] ?? "", /a key with this clientId exists already.*adopt: true/u);
    assert.ok(!stack.resources.has("a"));
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

  it("is sent five times, with longer pauses, and is a plain failure when the server then says that there is no such key", async () => {
    const { otoroshi, stack, requests } = await scene();
    otoroshi.fail(lost);
    const run = await stack.up({ a: key });
    assert.match(run.errors["a"] ?? "", /connection was lost.*The key was not created\./u);
    assert.ok(!stack.resources.has("a"));
    assert.equal(requests().filter((one) => one.startsWith("POST")).length, 5);
    assert.deepEqual(
      paused.args.map(([milliseconds]) => milliseconds),
      [500, 1000, 1500, 2000],
    );
    assert.equal(otoroshi.keys.size, 0);
  });

  it("is not sent again once the server refuses it", async () => {
    const { otoroshi, stack, requests } = await scene();
    otoroshi.fail({ method: "POST", times: 1, how: { reset: "before" } });
    otoroshi.fail({
      method: "POST",
      times: Infinity,
      how: { status: 403, body: { error: "You're not authorized here !" } },
    });
    const run = await stack.up({ a: key });
    assert.match(run.errors["a"] ?? "", /not authorised for the operation.*The key was not created\./u);
    assert.equal(requests().filter((one) => one.startsWith("POST")).length, 2);
  });
});

describe("a key that was made otherwise than asked", () => {
  afterEach(endScenes);
  const unknownTo14 = { throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} } };

  it("is not deleted with the resource that it was another one's before, in the same run", async () => {
    const { otoroshi, stack } = await scene({ edition: "1.4" });
    await stack.up({ old: { groupId: "g1", clientId: "k" } });
    const program = { new: { groupId: "g1", clientId: "k", adopt: true, ...unknownTo14 } };
    const run = await stack.up(program);
    assert.match(run.errors["new"] ?? "", /did not store throttlingStrategy as declared/u);
    assert.ok(otoroshi.keys.get("k"));
    const { new: anew } = program;
    assertDone(await stack.up({ new: { groupId: anew.groupId, clientId: "k", adopt: true } }), {
      new: "update",
      old: "delete",
    });
    assert.ok(otoroshi.keys.get("k"));
  });
});
