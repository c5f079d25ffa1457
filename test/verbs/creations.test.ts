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

  for (const edition of ["1.5", "1.4"] as const) {
    it(`does not overwrite the key of a generated id that somebody restores meanwhile on Otoroshi ${edition}`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      const program = { a: { groupId: "g1" } };
      await stack.up(program);
      const { id } = stack.kept("a");
      otoroshi.keys.delete(id);
      otoroshi.fail({ ...lost, times: 1 });
      paused.callsFake(() => {
        foreign(otoroshi, id, edition === "1.4" ? { authorizedGroup: "g1" } : {});
        return Promise.resolve();
      });
      const run = await stack.up(program);
      assert.match(run.errors["a"] ?? "", /exists already, with a different secret/u);
      assert.equal(otoroshi.keys.get(id)?.clientSecret, "their-secret");
    });
  }

  it("is not sent again once the server refuses it", async () => {
    const { otoroshi, stack, requests } = await scene();
    otoroshi.fail({ method: "POST", times: 1, how: { reset: "before" } });
    otoroshi.fail({
      method: "POST",
      times: Infinity,
      how: { status: 403, body: { error: "You're not authorized here !" } },
    });
    const run = await stack.up({ a: key });
    assert.match(
      run.errors["a"] ?? "",
      /not authorised for the operation.*The key was not created\. The setting is otoroshi:tenant or OTOROSHI_TENANT\.$/u,
    );
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

describe("a creation", () => {
  afterEach(endScenes);

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`of a generated id is one request on Otoroshi ${edition}`, async () => {
      const { stack, requests } = await scene({ edition });
      assertDone(await stack.up({ a: { groupId: "g1" } }), { a: "create" });
      assert.deepEqual(requests(), ["POST /api/groups/g1/apikeys"]);
    });
  }

  it("is previewed with one request while its scope is not known", async () => {
    const { otoroshi, stack, requests } = await scene();
    foreign(otoroshi, "k");
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    assertDone(await stack.preview({ a: { groupId: unknown, clientId: "k" } }), { a: "create" });
    assert.deepEqual(requests(), ["GET /api/apikeys/k"]);
  });

  it("that is carried out, and answered by a web page, has made the key all the same", async () => {
    const { otoroshi, stack } = await scene();
    const body = "<!DOCTYPE html><html><body>One moment</body></html>";
    otoroshi.fail({ method: "POST", how: { status: 200, body, carriedOut: true } });
    const program = { a: { groupId: "g1", clientId: "k" } };
    assertDone(await stack.up(program), { a: "create" });
    assert.equal(stack.outputs("a")["clientSecret"], otoroshi.keys.get("k")?.clientSecret);
    assertDone(await stack.preview(program), { a: "same" });
  });
});
