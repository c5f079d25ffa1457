import assert from "node:assert/strict";
import sinon from "sinon";
import { pause } from "../../provider/servers/pause";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

describe("while it is not known whether it was created", () => {
  beforeEach(() => sinon.stub(pause, "for").resolves());
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });

  async function unconfirmed(more: Properties = {}): Promise<Scene & { program: { k: Properties } }> {
    const at = await scene();
    const lost = at.otoroshi.fail({ method: "POST", times: Infinity, how: { reset: "before" } });
    const unread = at.otoroshi.fail({
      method: "GET",
      path: /\/apikeys\/k/u,
      times: Infinity,
      how: { status: 502 },
    });
    const clock = sinon.useFakeTimers({ toFake: ["setTimeout"], shouldAdvanceTime: true });
    const ticking = setInterval(() => clock.tick(1000), 5);
    const program = { k: { groupId: "g1", clientId: "k", clientName: "mine", ...more } };
    const run = await at.stack.up(program);
    clearInterval(ticking);
    clock.restore();
    assert.match(run.errors["k"] ?? "", /It is not known whether the key was created/u);
    assert.match(String(at.stack.outputs("k")["managed"]), / unknown /u);
    lost.stop();
    unread.stop();
    at.requests();
    return { ...at, program };
  }

  it("somebody else's key of the id is not updated, and not deleted, and previewed as what fails", async () => {
    const { otoroshi, stack, program } = await unconfirmed();
    foreign(otoroshi, "k");
    const theirs = { ...otoroshi.keys.get("k") };
    const seen = await stack.preview(program);
    assertDone(seen, { k: "update" });
    assert.match(seen.said, /another key uses this clientId: pulumi up will fail; declare adopt: true/u);
    const run = await stack.up(program);
    assert.match(run.errors["k"] ?? "", /already, with a different secret.*adopt: true/u);
    assert.deepEqual({ ...otoroshi.keys.get("k") }, theirs);
    const gone = await stack.destroy();
    assertDone(gone, { k: "delete" });
    assert.match(gone.said, /^k: not deleted: its creation was not confirmed/mu);
    assert.deepEqual({ ...otoroshi.keys.get("k") }, theirs);
  });

  it("a refresh forgets it when the key there is somebody else's", async () => {
    const { otoroshi, stack } = await unconfirmed();
    foreign(otoroshi, "k");
    const run = await stack.refresh();
    assertDone(run, { k: "delete" });
    assert.match(run.said, /^k: its creation was not confirmed, and the key on the server is another one/mu);
    assert.equal(otoroshi.keys.size, 1);
  });

  it("a refresh forgets it with adopt as well, and the next run takes the other key over, and says so", async () => {
    const { otoroshi, stack, program } = await unconfirmed({ adopt: true });
    foreign(otoroshi, "k");
    assertDone(await stack.refresh(), { k: "delete" });
    const run = await stack.up(program);
    assertDone(run, { k: "create" });
    assert.match(run.said, /k: adopting api key 'k'/u);
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

  it("a key of the id that was not taken over yet, though adopt is declared, is not deleted", async () => {
    const { otoroshi, stack } = await unconfirmed({ adopt: true });
    foreign(otoroshi, "k");
    const gone = await stack.destroy();
    assertDone(gone, { k: "delete" });
    assert.match(gone.said, /not deleted: its creation was not confirmed/u);
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

  it("with adopt the next run takes over whatever key there is, and says what that changes, as its preview does", async () => {
    const { otoroshi, stack, program } = await unconfirmed();
    foreign(otoroshi, "k");
    const adoptive = { k: { ...program.k, adopt: true } };
    const changes = / api key 'k' of \S+: 1 to change\n {2}clientName: "theirs" -> "mine"\n$/u;
    const seen = await stack.preview(adoptive);
    assertDone(seen, { k: "update" });
    assert.match(seen.said, new RegExp(`^k: would adopt${changes.source}`, "u"));
    const elsewhere = await stack.preview({ k: { ...adoptive.k, groupId: "nope" } });
    assert.match(elsewhere.said, /^k: warning: there is no group 'nope'/mu);
    const run = await stack.up(adoptive);
    assertDone(run, { k: "update" });
    assert.match(run.said, new RegExp(`^k: adopting${changes.source}`, "u"));
    assert.deepEqual(
      [otoroshi.keys.get("k")?.clientSecret, otoroshi.keys.get("k")?.clientName],
      ["their-secret", "mine"],
    );
    assertDone(await stack.preview(adoptive), { k: "same" });
  });

  it("the key with the secret that was sent is its own: found, patched, not made twice", async () => {
    const { otoroshi, stack, program, writes } = await unconfirmed();
    foreign(otoroshi, "k", { clientName: "mine", clientSecret: stack.outputs("k")["clientSecret"] });
    assertDone(await stack.refresh(), { k: "update" });
    assert.match(String(stack.outputs("k")["managed"]), / known /u);
    assertDone(await stack.up(program), { k: "update" });
    assert.deepEqual(writes(), []);
    assertDone(await stack.preview(program), { k: "same" });
    assertDone(await stack.destroy(), { k: "delete" });
    assert.equal(otoroshi.keys.size, 0);
  });

  it("what somebody changed of the key that turns out to be its own is drift", async () => {
    const { otoroshi, stack, program } = await unconfirmed({ dailyQuota: 5 });
    foreign(otoroshi, "k", {
      clientName: "mine",
      clientSecret: stack.outputs("k")["clientSecret"],
      dailyQuota: 7,
    });
    assert.equal((await stack.preview(program)).said, "k: dailyQuota is 7, declared 5 (api key 'k')\n");
    assertDone(await stack.up(program), { k: "update" });
    assert.equal(otoroshi.keys.get("k")?.dailyQuota, 5);
  });

  it("no key means that the next run makes it, with the secret that was sent", async () => {
    const { otoroshi, stack, program } = await unconfirmed();
    const secret = stack.outputs("k")["clientSecret"];
    assertDone(await stack.up(program), { k: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, secret);
    assertDone(await stack.preview(program), { k: "same" });
  });

  it("no key means that destroy has nothing to do", async () => {
    const { otoroshi, stack } = await unconfirmed();
    assertDone(await stack.destroy(), { k: "delete" });
    assert.equal(otoroshi.keys.size, 0);
  });
});

describe("a creation that was carried out, and whose answer was lost", () => {
  beforeEach(() => sinon.stub(pause, "for").resolves());
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });

  const key = { groupId: "g1", clientId: "k" };

  async function unanswered(args: Properties, secrets: readonly string[] = []): Promise<Scene> {
    const at = await scene();
    const held = at.otoroshi.hold(({ method }) => method === "POST");
    at.otoroshi.fail({ method: "POST", how: { reset: "after" } });
    const running = at.stack.up({ a: args }, { secrets: { a: secrets } });
    await held.arrived;
    const unread = at.otoroshi.fail({ method: "GET", times: Infinity, how: { html: 200 } });
    held.release();
    const { errors } = await running;
    unread.stop();
    assert.match(errors["a"] ?? "", /It is not known whether the key was created/u);
    assert.ok(at.otoroshi.keys.get("k"));
    at.requests();
    return at;
  }

  for (const refreshed of [false, true]) {
    it(`leaves nothing behind that the next run does not declare any more (after a refresh: ${String(refreshed)})`, async () => {
      const { otoroshi, stack } = await unanswered({
        ...key,
        description: "first",
        metadata: { env: "prod" },
        authorizedEntities: ["service_s1"],
      });
      if (refreshed) assertDone(await stack.refresh(), { a: "update" });
      const moved = { a: { groupId: "g2", clientId: "k" } };
      assertDone(await stack.up(moved), { a: "update" });
      const live = otoroshi.keys.get("k");
      assert.deepEqual([live?.authorizedEntities, live?.description, live?.metadata], [["group_g2"], "", {}]);
      assertDone(await stack.preview(moved), { a: "same" });
    });
  }

  it("hides what was a secret when it was sent, although the program marks it no more", async () => {
    const { stack } = await unanswered({ ...key, metadata: { token: "first-token" } }, ["metadata.token"]);
    assertDone(await stack.refresh(), { a: "update" });
    const seen = await stack.preview({ a: { ...key, metadata: { token: "plain" } } });
    assertDone(seen, { a: "update" });
    const refreshed = await stack.refresh();
    assert.doesNotMatch(seen.said + refreshed.said, /first-token/u);
    assert.match(String(stack.outputs("a")["managed"]), /!metadata\.token/u);
  });

  it("is said to have drifted in nothing when the program declares something else", async () => {
    const { stack } = await unanswered({ ...key, description: "first" });
    assert.equal((await stack.preview({ a: { groupId: "g2", clientId: "k" } })).said, "");
  });

  for (const options of [
    { replace: ["a"], deleteFirst: true },
    { triggered: ["a"], deleteFirst: true },
    { triggered: ["a"] },
  ]) {
    it(`is found by its secret when the key is replaced for another reason than its own: ${JSON.stringify(options)}`, async () => {
      const { otoroshi, stack } = await unanswered(key);
      const before = otoroshi.keys.get("k")?.clientSecret;
      assertDone(await stack.up({ a: key }, options), { a: "replace" });
      assert.equal(otoroshi.keys.get("k")?.clientSecret, before);
      assertDone(await stack.up({ a: key }), { a: "same" });
    });
  }

  for (const triggered of [[], ["a"]]) {
    it(`says nothing of a key of somebody else's that is taken over instead (replaced: ${String(triggered)})`, async () => {
      const { otoroshi, stack } = await unanswered({ ...key, description: "first" });
      foreign(otoroshi, "k", { description: "theirs", metadata: { env: "theirs" } });
      const adoptive = { a: { ...key, adopt: true } };
      const options = { triggered, deleteFirst: true };
      const seen = await stack.preview(adoptive, options);
      assert.doesNotMatch(seen.said, /description/u);
      await stack.up(adoptive, options);
      assert.equal(otoroshi.keys.get("k")?.description, "theirs");
      assertDone(await stack.preview(adoptive), { a: "same" });
    });
  }

  it("of a key that somebody had deleted makes it with the restrictions that nobody declared all the same", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { ...key, metadata: { env: "prod" } } });
    const restrictions = { enabled: true, forbidden: [{ method: "GET", path: "/secret" }] };
    const metadata = { env: "prod", theirs: "x" };
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), restrictions, metadata } as never);
    await stack.refresh();
    const before = { ...otoroshi.keys.get("k") };
    otoroshi.keys.delete("k");
    const held = otoroshi.hold(({ method }) => method === "POST");
    otoroshi.fail({ method: "POST", how: { reset: "after" } });
    const running = stack.up({ a: { ...key, metadata: { env: "prod" } } });
    await held.arrived;
    const unread = otoroshi.fail({ method: "GET", times: Infinity, how: { html: 200 } });
    held.release();
    assert.match((await running).errors["a"] ?? "", /It is not known whether the key was created/u);
    unread.stop();
    otoroshi.keys.delete("k");
    assertDone(await stack.up({ a: { ...key, metadata: { env: "prod" } } }), { a: "update" });
    assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
  });

  it("makes the key as it is declared by then when somebody has deleted it", async () => {
    const { otoroshi, stack } = await unanswered({ ...key, description: "first" });
    otoroshi.keys.delete("k");
    assertDone(await stack.up({ a: key }), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.description, "");
  });
});
