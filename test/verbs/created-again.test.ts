import assert from "node:assert/strict";
import { endScenes, foreign, largeMetadata, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const key = { groupId: "g1", clientId: "k" };
const byHand = ({ otoroshi }: Scene, changes: Properties): void => {
  otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...changes } as never);
};

describe("a deleted key that is too large for one creation", () => {
  afterEach(endScenes);

  /** A key that has more metadata than one creation holds, which nobody declared, and that somebody has deleted. */
  async function deleted(): Promise<Scene> {
    const at = await scene();
    await at.stack.up({ a: key });
    byHand(at, { metadata: largeMetadata("1"), description: "x".repeat(20_000) });
    await at.stack.refresh();
    at.otoroshi.keys.delete("k");
    at.requests();
    return at;
  }

  it("is made again by a creation and patches, with all that it had, which the outputs tell", async () => {
    const at = await deleted();
    assertDone(await at.stack.up({ a: key }), { a: "update" });
    assert.deepEqual(
      at.writes().map((one) => one.split(" ")[0]),
      ["POST", "PATCH", "PATCH"],
    );
    assert.deepEqual(at.otoroshi.keys.get("k")?.metadata, largeMetadata("1"));
    assert.deepEqual(at.stack.outputs("a")["metadata"], largeMetadata("1"));
  });

  it("is made again with the new secret that a trigger asks for", async () => {
    const at = await deleted();
    const first = at.stack.outputs("a")["clientSecret"];
    const program = { a: { ...key, secretRotationTriggers: [1] } };
    assertDone(await at.stack.up(program), { a: "update" });
    const second = at.otoroshi.keys.get("k")?.clientSecret;
    assert.notEqual(second, first);
    assert.equal(at.stack.outputs("a")["clientSecret"], second);
    assertDone(await at.stack.preview(program), { a: "same" });
  });

  for (const [what, answer] of [
    ["is refused", { status: 400, body: { error: "no" } }],
    ["has no answer", { reset: "before" }],
    ["is answered with the key as it was", undefined],
  ] as const) {
    it(`keeps the secret that it was made again with when the patch after that ${what}`, async () => {
      const { otoroshi, stack } = await deleted();
      const first = stack.outputs("a")["clientSecret"];
      const program = { a: { ...key, secretRotationTriggers: [1], quotaResetTriggers: [1] } };
      const held = otoroshi.hold(({ method }) => method === "PATCH");
      const running = stack.up(program);
      await held.arrived;
      const how = answer ?? { status: 200, body: { ...otoroshi.keys.get("k"), clientId: "k" } };
      const failing = otoroshi.fail({ method: "PATCH", times: Infinity, how });
      held.release();
      assert.ok((await running).errors["a"]);
      assert.ok(failing.hits > 0);
      failing.stop();
      const second = otoroshi.keys.get("k")?.clientSecret;
      assert.notEqual(second, first);
      assert.match(String(stack.outputs("a")["managed"]), / known reset /u);
      assertDone(await stack.up(program), { a: "update" });
      assert.equal(otoroshi.keys.get("k")?.clientSecret, second);
      assert.equal(stack.outputs("a")["clientSecret"], second);
      assertDone(await stack.preview(program), { a: "same" });
    });
  }
});

describe("a deleted key", () => {
  afterEach(endScenes);

  it("is made again by one request with what nobody declared", async () => {
    const at = await scene();
    await at.stack.up({ a: { ...key, metadata: { env: "prod" } } });
    byHand(at, { metadata: { env: "prod", theirs: "x" }, tags: ["theirs"] });
    await at.stack.refresh();
    const before = { ...at.otoroshi.keys.get("k") };
    at.otoroshi.keys.delete("k");
    at.requests();
    assertDone(await at.stack.up({ a: { ...key, metadata: { env: "prod" } } }), { a: "update" });
    assert.deepEqual(at.writes(), ["POST /api/groups/g1/apikeys"]);
    assert.deepEqual({ ...at.otoroshi.keys.get("k") }, before);
  });

  it("is made again without what was declared and no longer is", async () => {
    const at = await scene();
    const formerly = {
      ...{ description: "first", authorizedEntities: ["service_s1"], metadata: { env: "prod", both: "x" } },
      ...{ enabled: false, restrictions: { enabled: true, forbidden: [{ method: "GET", path: "/secret" }] } },
    };
    await at.stack.up({ a: { ...key, ...formerly } });
    byHand(at, { metadata: { env: "prod", both: "x", theirs: "y", soon: "z" } });
    await at.stack.refresh();
    at.otoroshi.keys.delete("k");
    const now = { a: { ...key, metadata: { both: "new", soon: "ours" } } };
    assertDone(await at.stack.up(now), { a: "update" });
    const live = at.otoroshi.keys.get("k");
    assert.deepEqual(
      [live?.description, live?.authorizedEntities, live?.enabled, live?.restrictions, live?.metadata],
      [
        "",
        ["group_g1"],
        true,
        { enabled: false, allowLast: true, allowed: [], forbidden: [], notFound: [] },
        { both: "new", soon: "ours", theirs: "y" },
      ],
    );
    assertDone(await at.stack.preview(now), { a: "same" });
  });

  it("is made again without a number of 64 bits that no argument can say", async () => {
    const at = await scene();
    await at.stack.up({ a: key });
    byHand(at, { dailyQuota: 2n ** 60n, monthlyQuota: 7 });
    await at.stack.refresh();
    at.otoroshi.keys.delete("k");
    assertDone(await at.stack.up({ a: key }), { a: "update" });
    const live = at.otoroshi.keys.get("k");
    assert.deepEqual([live?.dailyQuota, live?.monthlyQuota], [10_000_000, 7]);
  });

  it("leaves nothing of its own in the key that somebody makes in its place, and that is adopted", async () => {
    const at = await scene();
    await at.stack.up({ a: { ...key, adopt: true } });
    byHand(at, { metadata: { lost: "x" } });
    await at.stack.refresh();
    at.otoroshi.keys.delete("k");
    const compared = (): void => {
      const absent = at.otoroshi.hold(({ method, path }) => method === "GET" && path.endsWith("/apikeys/k"));
      void absent.arrived.then(() => {
        foreign(at.otoroshi, "k", { metadata: { theirs: "y" } });
        absent.release();
      });
    };
    assertDone(await at.stack.up({ a: { ...key, adopt: true } }, { compared }), { a: "update" });
    const live = at.otoroshi.keys.get("k");
    assert.deepEqual([live?.clientSecret, live?.metadata], ["their-secret", { theirs: "y" }]);
  });

  it("that is made again otherwise than asked owes no second secret, and still its reset", async () => {
    const at = await scene({ edition: "1.4" });
    await at.stack.up({ a: key });
    at.otoroshi.keys.delete("k");
    const triggers = { secretRotationTriggers: [1], quotaResetTriggers: [1] };
    const unknownTo14 = { throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} } };
    const run = await at.stack.up({ a: { ...key, ...triggers, ...unknownTo14 } });
    assert.match(run.errors["a"] ?? "", /did not store throttlingStrategy as declared/u);
    const second = at.otoroshi.keys.get("k")?.clientSecret;
    at.requests();
    assertDone(await at.stack.up({ a: { ...key, ...triggers } }), { a: "update" });
    assert.equal(at.otoroshi.keys.get("k")?.clientSecret, second);
    assert.equal(at.writes().filter((one) => /groups\/g1\/apikeys\/k\/quotas/u.test(one)).length, 1);
  });
});
