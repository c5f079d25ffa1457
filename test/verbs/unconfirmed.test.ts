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
