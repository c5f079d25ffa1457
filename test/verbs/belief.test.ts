import assert from "node:assert/strict";
import { withFastTime } from "./fast-time";
import { endScenes, foreign, scene } from "./scene";
import { assertDone } from "./stack";

describe("an answer that is about another key", () => {
  withFastTime();
  afterEach(endScenes);

  const ANOTHER = /api key 'k' on .+: the response is about another key/u;
  const changed = { a: { groupId: "g1", clientId: "k", dailyQuota: 5 } };

  it("to a read makes every verb fail, and neither key is touched", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "other");
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const before = [...otoroshi.keys].map((key) => ({ ...key }));
    const kept = stack.kept("a");
    const fault = otoroshi.fail({
      method: "GET",
      path: /apikeys\/k$/u,
      times: Infinity,
      how: { status: 200, body: { ...otoroshi.keys.get("other") } },
    });
    for (const run of [await stack.preview(changed), await stack.up(changed), await stack.refresh()])
      assert.match(run.errors["a"] ?? "", ANOTHER);
    fault.stop();
    assert.deepEqual(
      [...otoroshi.keys].map((key) => ({ ...key })),
      before,
    );
    assert.deepEqual(stack.kept("a"), kept);
    assertDone(await stack.up(changed), { a: "update" });
  });

  it("to a patch, carried out, is followed by a look at the key itself", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "other");
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const body = { ...otoroshi.keys.get("other") };
    otoroshi.fail({ method: "PATCH", how: { status: 200, body, carriedOut: true } });
    assertDone(await stack.up(changed), { a: "update" });
    assert.equal(stack.outputs("a")["clientSecret"], otoroshi.keys.get("k")?.clientSecret);
    assertDone(await stack.preview(changed), { a: "same" });
  });

  it("to a creation, carried out, is followed by a look at the key itself", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "other");
    const body = { ...otoroshi.keys.get("other") };
    otoroshi.fail({ method: "POST", how: { status: 201, body, carriedOut: true } });
    assertDone(await stack.up(changed), { a: "create" });
    assert.equal(stack.outputs("a")["clientSecret"], otoroshi.keys.get("k")?.clientSecret);
    assertDone(await stack.preview(changed), { a: "same" });
  });
});

describe("the page of an error that answers a creation", () => {
  withFastTime();
  afterEach(endScenes);

  for (const clientId of ["k", undefined]) {
    for (const status of [500, 501, 507, 520, 524, 599]) {
      it(`with ${String(status)} leaves one key, in the state, carried out or not (clientId ${String(clientId)})`, async () => {
        for (const carriedOut of [true, false]) {
          const { otoroshi, stack } = await scene();
          const program = { a: { groupId: "g1", ...(clientId === undefined ? {} : { clientId }) } };
          otoroshi.fail({ method: "POST", how: { status, body: "<html>oops</html>", carriedOut } });
          assertDone(await stack.up(program), { a: "create" });
          assert.equal(otoroshi.keys.size, 1);
          assertDone(await stack.preview(program), { a: "same" });
        }
      });
    }
  }
});
