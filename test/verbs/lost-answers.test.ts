import assert from "node:assert/strict";
import sinon from "sinon";
import { pause } from "../../provider/servers/pause";
import { liveKey } from "../unit/key";
import { withFastTime } from "./fast-time";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const declared: Properties = {
  groupId: "g1",
  clientId: "k",
  clientSecret: "s3cret-of-k",
  clientName: "mine",
};
const generated: Properties = { groupId: "g1" };
const unknown = /It is not known whether the key was created\.$/u;

describe("an answer that is lost", () => {
  let paused: sinon.SinonStub<[number], Promise<void>>;
  withFastTime();
  beforeEach(() => {
    paused = sinon.stub(pause, "for").resolves();
  });
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });

  const pauses = (): number[] => paused.args.map(([milliseconds]) => milliseconds);
  const count = ({ requests }: Scene, method: string): number =>
    requests().filter((one) => one.startsWith(method)).length;

  describe("to a creation", () => {
    for (const [what, how] of [
      ["whose connection breaks", { reset: "after" }],
      ["that a proxy answers with 502", { status: 502, carriedOut: true }],
      ["that is answered with something else", { status: 200, body: { oh: "no" }, carriedOut: true }],
    ] as const) {
      for (const [whose, args] of [
        ["declared", declared],
        ["generated", generated],
      ] as const) {
        it(`${what} is made up for by a look at the key of the ${whose} id`, async () => {
          const at = await scene();
          at.otoroshi.fail({ method: "POST", how });
          assertDone(await at.stack.up({ a: args }), { a: "create" });
          assert.equal(at.otoroshi.keys.size, 1);
          const { id, outputs } = at.stack.kept("a");
          assert.equal(at.otoroshi.keys.get(id)?.clientSecret, outputs["clientSecret"]);
          assertDone(await at.stack.preview({ a: args }), { a: "same" });
        });
      }
    }

    it("that was not carried out is made up for by another, after half a second", async () => {
      const at = await scene();
      at.otoroshi.fail({ method: "POST", how: { reset: "before" } });
      assertDone(await at.stack.up({ a: generated }), { a: "create" });
      assert.deepEqual([at.otoroshi.keys.size, pauses()], [1, [500]]);
    });

    it("is given up after five attempts, further and further apart, and the key was not created", async () => {
      const at = await scene();
      const failure = at.otoroshi.fail({ method: "POST", times: Infinity, how: { status: 502 } });
      const run = await at.stack.up({ a: generated });
      assert.match(run.errors["a"] ?? "", /HTTP 502.* The key was not created\./u);
      assert.deepEqual([failure.hits, pauses()], [5, [500, 1000, 1500, 2000]]);
      assert.deepEqual([at.stack.resources.size, at.otoroshi.keys.size], [0, 0]);
    });

    it("is not looked after when the server refuses at once", async () => {
      const at = await scene();
      const how = { status: 403, body: "forbidden" };
      const failure = at.otoroshi.fail({ method: "POST", times: Infinity, how });
      const run = await at.stack.up({ a: generated });
      assert.match(run.errors["a"] ?? "", /HTTP 403/u);
      assert.doesNotMatch(run.errors["a"] ?? "", /created/u);
      assert.deepEqual([failure.hits, pauses(), at.stack.resources.size], [1, [], 0]);
    });

    it("ends with the refusal of another attempt, when there is no key", async () => {
      const at = await scene();
      at.otoroshi.fail({ method: "POST", how: { reset: "before" } });
      paused.callsFake(() => {
        at.otoroshi.fail({ method: "POST", times: Infinity, how: { status: 403, body: "forbidden" } });
        return Promise.resolve();
      });
      const run = await at.stack.up({ a: generated });
      assert.match(run.errors["a"] ?? "", /HTTP 403.* The key was not created\./u);
      assert.deepEqual([pauses(), at.stack.resources.size], [[500], 0]);
    });

    it("that may yet be carried out, because time ran out, leaves the key unconfirmed in the state", async () => {
      const at = await scene();
      at.otoroshi.fail({ method: "POST", how: { silence: "before" } });
      paused.callsFake(() => {
        at.otoroshi.fail({ method: "POST", times: Infinity, how: { status: 403, body: "forbidden" } });
        return Promise.resolve();
      });
      const run = await at.stack.up({ a: declared });
      assert.match(run.errors["a"] ?? "", /no answer/u);
      assert.match(run.errors["a"] ?? "", unknown);
      assert.match(String(at.stack.outputs("a")["managed"]), / unknown - clientId,clientSecret,clientName$/u);
      assert.equal(at.stack.outputs("a")["clientSecret"], "s3cret-of-k");
    });

    it("does not hand over the key that somebody else made of the id meanwhile", async () => {
      for (const edition of ["17", "1.4"] as const) {
        const at = await scene({ edition });
        at.otoroshi.fail({ method: "POST", how: { reset: "before" } });
        paused.callsFake(() => {
          foreign(at.otoroshi, "k", edition === "1.4" ? { authorizedGroup: "g1" } : {});
          return Promise.resolve();
        });
        const run = await at.stack.up({ a: declared });
        assert.match(run.errors["a"] ?? "", /a key with this clientId exists already/u);
        assert.equal(at.otoroshi.keys.get("k")?.clientSecret, "their-secret");
        assert.equal(at.stack.resources.size, 0);
      }
    });
  });

  it("with another key than was asked for puts it into the state, and the next run repairs it", async () => {
    const at = await scene();
    const body = liveKey({ ...declared, description: "other", groupId: undefined });
    at.otoroshi.fail({ method: "POST", how: { status: 201, body, carriedOut: true } });
    const program = { a: { ...declared, description: "mine" } };
    const run = await at.stack.up(program);
    assert.match(run.errors["a"] ?? "", /accepted the request, but did not store description as declared/u);
    assert.deepEqual([at.stack.kept("a").id, at.stack.outputs("a")["description"]], ["k", "other"]);
    assertDone(await at.stack.up(program), { a: "update" });
    assertDone(await at.stack.preview(program), { a: "same" });
  });

  describe("to a patch", () => {
    async function made(): Promise<Scene & { program: Record<string, Properties> }> {
      const at = await scene();
      await at.stack.up({ a: declared });
      at.requests();
      return { ...at, program: { a: { ...declared, description: "new" } } };
    }

    it("is made up for by a look at the key: carried out, it is not sent again", async () => {
      const at = await made();
      at.otoroshi.fail({ method: "PATCH", how: { reset: "after" } });
      assertDone(await at.stack.up(at.program), { a: "update" });
      assert.equal(count(at, "PATCH"), 1);
      assert.equal(at.otoroshi.keys.get("k")?.description, "new");
    });

    it("is made up for by another, when it was not carried out", async () => {
      const at = await made();
      at.otoroshi.fail({ method: "PATCH", how: { status: 502 } });
      assertDone(await at.stack.up(at.program), { a: "update" });
      assert.equal(at.otoroshi.keys.get("k")?.description, "new");
    });

    it("is given up after five", async () => {
      const at = await made();
      const failure = at.otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 502 } });
      assert.match((await at.stack.up(at.program)).errors["a"] ?? "", /HTTP 502/u);
      assert.equal(failure.hits, 5);
    });

    for (const status of [400, 403]) {
      it(`is none when the server refuses it with ${String(status)}: it is sent once`, async () => {
        const at = await made();
        const how = { status, body: { error: "no" } };
        const failure = at.otoroshi.fail({ method: "PATCH", times: Infinity, how });
        assert.match(
          (await at.stack.up(at.program)).errors["a"] ?? "",
          new RegExp(`HTTP ${String(status)}`, "u"),
        );
        assert.equal(failure.hits, 1);
      });
    }

    it("is not waited for when the server answers with the key as it was: that is an error", async () => {
      const at = await made();
      const body = liveKey({ ...declared, groupId: undefined });
      const failure = at.otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 200, body } });
      assert.match(
        (await at.stack.up(at.program)).errors["a"] ?? "",
        /but did not store description as declared/u,
      );
      assert.equal(failure.hits, 1);
    });
  });
});
