import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as provider from "../../provider/provider";
import { withFastTime } from "./fast-time";
import { saidDuring } from "./said";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

/** What reaches a server, under a name of its own. */
function reaching({ otoroshi }: Scene, host = "127.0.0.1"): Properties {
  const { clientId, clientSecret, port } = otoroshi;
  return { url: `http://${host}:${String(port)}`, clientId, clientSecret };
}

/** The configuration of further connections. */
function connections(named: Record<string, Properties>): Record<string, string> {
  return { connections: JSON.stringify(named) };
}

const generated = { groupId: "g1" };
const declared = { groupId: "g1", clientId: "k" };

describe("another connection of a key", () => {
  withFastTime();
  afterEach(endScenes);

  /** The ids and the secrets that a server has. */
  const secrets = ({ otoroshi }: Scene): [string, string][] =>
    [...otoroshi.keys].map((key) => [key.clientId, key.clientSecret]);

  for (const edition of ["17", "1.5", "1.4"] as const) {
    for (const host of ["127.0.0.1", "localhost"]) {
      for (const key of [generated, declared]) {
        it(`to the same Otoroshi ${edition}, by ${host}, leaves it its id and its secret: ${JSON.stringify(key)}`, async () => {
          const at = await scene({ edition });
          at.stack.config = connections({ other: reaching(at, host) });
          await at.stack.up({ a: key });
          const before = secrets(at);
          const program = { a: { ...key, connection: "other" } };
          const seen = await at.stack.preview(program);
          assertDone(seen, { a: "update" });
          assert.equal(/has a key with the same id and secret/u.test(seen.said), host === "localhost");
          at.requests();
          assertDone(await at.stack.up({ a: { ...program.a, dailyQuota: 3 } }), { a: "update" });
          assert.deepEqual(
            at.writes().map((one) => one.split(" ")[0]),
            ["PATCH"],
          );
          assert.deepEqual(secrets(at), before);
          assertDone(await at.stack.preview({ a: { ...program.a, dailyQuota: 3 } }), { a: "same" });
          assertDone(await at.stack.refresh(), { a: "same" });
          assertDone(await at.stack.destroy(), { a: "delete" });
          assert.equal(at.otoroshi.keys.size, 0);
        });
      }
    }
  }

  it("to the same server leaves it what it is when its secret was changed by hand, as both connections show", async () => {
    const at = await scene();
    at.stack.config = connections({ other: reaching(at, "localhost") });
    await at.stack.up({ a: generated });
    const { id } = at.stack.kept("a");
    at.otoroshi.keys.set(id, { ...at.otoroshi.keys.get(id), clientSecret: "changed-by-hand" } as never);
    assertDone(await at.stack.up({ a: { ...generated, connection: "other" } }), { a: "update" });
    assert.deepEqual(secrets(at), [[id, "changed-by-hand"]]);
    assert.equal(at.stack.outputs("a")["clientSecret"], "changed-by-hand");
  });

  for (const key of [generated, declared]) {
    it(`that only has another name, the old one gone from the configuration, changes nothing: ${JSON.stringify(key)}`, async () => {
      const at = await scene();
      at.stack.config = connections({ eu: reaching(at) });
      await at.stack.up({ a: { ...key, connection: "eu" } });
      const before = secrets(at);
      at.stack.config = connections({ europe: reaching(at) });
      const program = { a: { ...key, connection: "europe" } };
      for (const run of [await at.stack.preview(program), await at.stack.up(program)])
        assertDone(run, { a: "update" });
      assert.deepEqual(secrets(at), before);
      assertDone(await at.stack.preview(program), { a: "same" });
    });

    it(`to another server, the old one gone from the configuration, is refused before anything is made: ${JSON.stringify(key)}`, async () => {
      const here = await scene();
      const there = await scene();
      here.stack.config = connections({ eu: reaching(here) });
      await here.stack.up({ a: { ...key, connection: "eu" } });
      const before = secrets(here);
      here.stack.config = connections({ us: reaching(there) });
      const run = await here.stack.up({ a: { ...key, connection: "us" } });
      assert.match(
        run.errors["a"] ?? "",
        /otoroshi:connections has no 'eu'.*keep the connection configured until pulumi up has moved the key/u,
      );
      assert.deepEqual([secrets(here), secrets(there)], [before, []]);
      here.stack.config = connections({ eu: reaching(here), us: reaching(there) });
      assertDone(await here.stack.up({ a: { ...key, connection: "us" } }), { a: "replace" });
      assert.deepEqual([secrets(here).length, secrets(there).length], [0, 1]);
    });
  }

  it("to another server on which its scope is not there is refused, and nothing is deleted", async () => {
    const here = await scene({ groups: ["apart"] });
    const there = await scene();
    here.stack.config = connections({ there: reaching(there) });
    await here.stack.up({ a: { groupId: "apart", clientId: "k" } });
    const before = secrets(here);
    const program = { a: { groupId: "apart", clientId: "k", connection: "there" } };
    const seen = await here.stack.preview(program);
    assertDone(seen, { a: "replace" });
    assert.match(seen.said, /warning: there is no group 'apart'/u);
    const run = await here.stack.up(program);
    assert.match(run.errors["a"] ?? "", /there is no group 'apart'.*The key was not changed/u);
    assert.deepEqual(secrets(here), before);
    there.otoroshi.groups.set("apart", {});
    assertDone(await here.stack.up(program), { a: "replace" });
    assert.deepEqual([secrets(here).length, secrets(there).length], [0, 1]);
  });

  it("to a server that cannot be asked is an error, and nothing is deleted; a preview says so and goes on", async () => {
    const here = await scene();
    const there = await scene();
    here.stack.config = connections({ there: reaching(there) });
    await here.stack.up({ a: declared });
    const before = secrets(here);
    const program = { a: { ...declared, connection: "there" } };
    await there.otoroshi.stop();
    const seen = await here.stack.preview(program);
    assertDone(seen, { a: "replace" });
    assert.match(seen.said, /not compared with the server/u);
    const run = await here.stack.up(program);
    assert.match(run.errors["a"] ?? "", /cannot be reached.*otoroshi:connections\.there\.url/u);
    assert.deepEqual(secrets(here), before);
    await there.otoroshi.start();
    assertDone(await here.stack.up(program), { a: "replace" });
  });

  it("that an update does not get through is taken up again by the next run", async () => {
    for (const method of ["GET", "PATCH"]) {
      for (const how of [
        { status: 500 },
        { status: 404, body: { error: "not found" } },
        { reset: "after" },
      ]) {
        const at = await scene();
        at.stack.config = connections({ other: reaching(at, "localhost") });
        await at.stack.up({ a: declared });
        const before = secrets(at);
        const fault = at.otoroshi.fail({ method, times: Infinity, how } as never);
        const program = { a: { ...declared, connection: "other", dailyQuota: 3 } };
        const failed = await at.stack.up(program);
        fault.stop();
        assertDone(await at.stack.up(program), { a: failed.errors["a"] === undefined ? "same" : "update" });
        assertDone(await at.stack.preview(program), { a: "same" });
        assert.deepEqual(secrets(at), before);
      }
    }
  });
});

describe("a key whose connection changes for who calls the provider without a program", () => {
  withFastTime();
  afterEach(endScenes);

  const call = provider as unknown as Required<ResourceProvider<Properties, Properties>>;

  for (const host of ["127.0.0.1", "localhost"]) {
    it(`is deleted before it is replaced, and lives where it turns out to be the same: ${host}`, async () => {
      const at = await scene();
      at.stack.config = connections({ other: reaching(at, host) });
      await at.stack.up({ a: declared });
      const before = at.otoroshi.keys.get("k")?.clientSecret;
      const { id, outputs, inputs } = at.stack.kept("a");
      await at.stack.configured();
      const { inputs: news = {} } = await call.check(inputs, { ...inputs, connection: "other" });
      const { replaces, deleteBeforeReplace } = await call.diff(id, outputs, news);
      assert.deepEqual([replaces, deleteBeforeReplace], [["connection"], true]);
      await saidDuring(async () => {
        await call.delete(id, outputs);
        await call
          .create(news)
          .catch((error: unknown) => assert.match((error as Error).message, /already.*adopt/u));
      });
      assert.equal(at.otoroshi.keys.get("k")?.clientSecret, before);
    });
  }
});

describe("a key that two resources have through two names of its server", () => {
  withFastTime();
  afterEach(endScenes);

  it("stays for the one when the other goes, also after the server has rotated its secret", async () => {
    const at = await scene();
    at.stack.config = connections({ name: reaching(at, "localhost"), address: reaching(at) });
    const key = { ...declared, adopt: true, rotation: { enabled: true } };
    const a = { ...key, connection: "name" };
    await at.stack.up({ a, b: { ...key, connection: "address" } });
    at.otoroshi.rotate("k");
    at.otoroshi.rotate("k");
    const run = await at.stack.up({ a });
    assertDone(run, { a: "same", b: "delete" });
    assert.match(run.said, /not deleted: another resource of this run manages the same key/u);
    assert.ok(at.otoroshi.keys.get("k"));
  });
});

describe("a key of a declared id that is replaced for another reason than its own", () => {
  withFastTime();
  afterEach(endScenes);

  for (const deleteFirst of [false, true]) {
    it(`stays, and serves its triggers, without adopt (deleted first: ${String(deleteFirst)})`, async () => {
      const { otoroshi, stack, requests } = await scene();
      await stack.up({ a: { ...declared, secretRotationTriggers: [1], quotaResetTriggers: [1] } });
      const before = otoroshi.keys.get("k")?.clientSecret;
      const program = { a: { ...declared, secretRotationTriggers: [2], quotaResetTriggers: [2] } };
      const options = { triggered: ["a"], deleteFirst };
      const seen = await stack.preview(program, options);
      assertDone(seen, { a: "replace" });
      assert.match(seen.said, /the secret will be replaced; quotas will be reset/u);
      assert.doesNotMatch(seen.said, /exists already/u);
      requests();
      assertDone(await stack.up(program, options), { a: "replace" });
      assert.equal(requests().filter((one) => /^DELETE .*quotas/u.test(one)).length, 1);
      const after = otoroshi.keys.get("k")?.clientSecret;
      assert.notEqual(after, before);
      assert.equal(stack.outputs("a")["clientSecret"], after);
      assertDone(await stack.up(program), { a: "same" });
    });
  }

  const faults = [
    { method: "POST", how: { status: 404, body: { error: "not found" } } },
    { method: "PATCH", how: { status: 500 } },
    { method: "GET", how: { status: 500 } },
  ];
  for (const fault of faults) {
    it(`is in the state, and of its resource, when it is not taken over: ${JSON.stringify(fault)}`, async () => {
      const { otoroshi, stack } = await scene();
      await stack.up({ a: declared });
      const before = otoroshi.keys.get("k")?.clientSecret;
      const program = { a: { ...declared, dailyQuota: 3 } };
      const failing = otoroshi.fail({ ...fault, path: /apikeys/u, times: Infinity });
      assert.ok((await stack.up(program, { replace: ["a"], deleteFirst: true })).errors["a"]);
      failing.stop();
      assert.ok(stack.kept("a"));
      assertDone(await stack.up(program), { a: "update" });
      assert.equal(otoroshi.keys.get("k")?.clientSecret, before);
      assertDone(await stack.preview(program), { a: "same" });
      assertDone(await stack.destroy(), { a: "delete" });
      assert.equal(otoroshi.keys.size, 0);
    });
  }

  it("is its own again when the run ended between the deletion and the creation", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: declared });
    const before = otoroshi.keys.get("k")?.clientSecret;
    stack.resources.set("a", { ...stack.kept("a"), pending: true });
    const program = { a: { ...declared, dailyQuota: 3 } };
    assertDone(await stack.preview(program), { a: "replace" });
    assertDone(await stack.up(program), { a: "replace" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, before);
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("is somebody else's while its creation is not confirmed", async () => {
    const { otoroshi, stack } = await scene();
    const lost = otoroshi.fail({ times: Infinity, how: { reset: "before" } });
    await stack.up({ a: declared });
    lost.stop();
    foreign(otoroshi, "k");
    const run = await stack.up({ a: declared }, { triggered: ["a"], deleteFirst: true });
    assert.match(run.errors["a"] ?? "", /a key with this clientId exists already/u);
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });
});
