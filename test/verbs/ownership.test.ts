import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as provider from "../../provider/provider";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

/** Further connections of a stack, all of them to one server. */
function namesOf(otoroshi: Scene["otoroshi"]): Record<string, string> {
  const { clientId, clientSecret, port } = otoroshi;
  const urls = { name: `http://localhost:${String(port)}`, address: otoroshi.url };
  const connections = Object.entries(urls).map(
    ([name, url]) => [name, { url, clientId, clientSecret }] as const,
  );
  return { connections: JSON.stringify(Object.fromEntries(connections)) };
}

describe("whose key it is", () => {
  afterEach(endScenes);

  const adopting = { groupId: "g1", clientId: "k", adopt: true };

  it("a renamed resource that adopts keeps its key: the old name's deletion is skipped, and says so", async () => {
    const { otoroshi, stack, writes } = await scene();
    await stack.up({ old: adopting });
    const secret = otoroshi.keys.get("k")?.clientSecret;
    writes();
    const run = await stack.up({ new: { ...adopting, clientName: "old" } });
    assertDone(run, { new: "create", old: "delete" });
    assert.match(
      run.said,
      /old: not deleted: another resource of this run has the same key \(api key 'k'\)/u,
    );
    assert.ok(!writes().some((one) => one.startsWith("DELETE")));
    assert.equal(otoroshi.keys.get("k")?.clientSecret, secret);
    assert.deepEqual([...stack.resources.keys()], ["new"]);
    assertDone(await stack.preview({ new: { ...adopting, clientName: "old" } }), { new: "same" });
  });

  it("an adopted key keeps its own name when adopt is not declared any more, run after run", async () => {
    const { otoroshi, stack, writes } = await scene();
    foreign(otoroshi, "k");
    await stack.up({ a: adopting });
    writes();
    const program = { a: { groupId: "g1", clientId: "k" } };
    for (const run of [await stack.up(program), await stack.up(program)]) assertDone(run, { a: "same" });
    assert.deepEqual(writes(), []);
    assert.equal(otoroshi.keys.get("k")?.clientName, "theirs");
  });

  it("a renamed resource of a declared id that does not adopt is refused, and the key stays", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ old: { groupId: "g1", clientId: "k" } });
    const run = await stack.up({ new: { groupId: "g1", clientId: "k" } });
    assert.match(run.errors["new"] ?? "", /already.*adopt: true/u);
    assert.ok(otoroshi.keys.get("k"));
    assert.deepEqual([...stack.resources.keys()], ["old"]);
  });

  it("a resource that adopts and is replaced keeps its key", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: adopting });
    const secret = otoroshi.keys.get("k")?.clientSecret;
    assertDone(await stack.up({ a: adopting }, { replace: ["a"] }), { a: "replace" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, secret);
    assertDone(await stack.preview({ a: adopting }), { a: "same" });
    assertDone(await stack.destroy(), { a: "delete" });
    assert.equal(otoroshi.keys.size, 0);
  });

  it("a replaced resource of a generated id gets another key, and the old one goes", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1" } });
    const { id } = stack.kept("a");
    assertDone(await stack.up({ a: { groupId: "g1" } }, { replace: ["a"] }), { a: "replace" });
    assert.equal(otoroshi.keys.get(id), undefined);
    assert.equal(otoroshi.keys.size, 1);
  });

  for (const [from, to] of [
    [undefined, "name"],
    [undefined, "address"],
    ["name", "address"],
    ["address", undefined],
  ] as const) {
    for (const adopt of [true, false]) {
      it(`a key that moves from connection ${String(from)} to ${String(to)} of one server lives on (adopt: ${String(adopt)})`, async () => {
        const { otoroshi, stack } = await scene();
        stack.config = namesOf(otoroshi);
        const on = (connection: string | undefined): Properties => ({
          groupId: "g1",
          clientId: "k",
          ...(adopt ? { adopt } : {}),
          ...(connection === undefined ? {} : { connection }),
        });
        assertDone(await stack.up({ a: on(from) }), { a: "create" });
        const secret = otoroshi.keys.get("k")?.clientSecret;
        const run = await stack.up({ a: on(to) });
        assert.equal(otoroshi.keys.get("k")?.clientSecret, secret, run.said);
        assertDone(run, { a: "update" });
        assertDone(await stack.preview({ a: on(to) }), { a: "same" });
        assertDone(await stack.destroy(), { a: "delete" });
        assert.equal(otoroshi.keys.size, 0);
      });
    }
  }

  it("a key that moves to another server is made there and deleted here", async () => {
    const here = await scene();
    const there = await scene();
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
    await here.stack.up({ a: { groupId: "g1", clientId: "k" } });
    assertDone(await here.stack.up({ a: { groupId: "g1", clientId: "k", connection: "there" } }), {
      a: "replace",
    });
    assert.deepEqual([here.otoroshi.keys.size, there.otoroshi.keys.size], [0, 1]);
  });

  it("a key that would move onto somebody else's on another server is left where it is", async () => {
    const here = await scene();
    const there = await scene();
    foreign(there.otoroshi, "k");
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
    await here.stack.up({ a: { groupId: "g1", clientId: "k" } });
    const run = await here.stack.up({ a: { groupId: "g1", clientId: "k", connection: "there" } });
    assert.match(run.errors["a"] ?? "", /a key with this clientId exists already.*Nothing was deleted/u);
    assert.ok(here.otoroshi.keys.get("k"));
    assert.equal(there.otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

  for (const adopt of [false, true]) {
    it(`a key that would move to a scope that another server has not is left where it is (adopt: ${String(adopt)})`, async () => {
      const here = await scene();
      const there = await scene({ groups: ["other"] });
      const { url, clientId, clientSecret } = there.otoroshi;
      here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
      await here.stack.up({ a: { groupId: "g1", clientId: "k", adopt } });
      const before = { ...here.otoroshi.keys.get("k") };
      const run = await here.stack.up({ a: { groupId: "g9", clientId: "k", adopt, connection: "there" } });
      assert.match(run.errors["a"] ?? "", /there is no group 'g9'.*The key was not changed/u);
      assert.deepEqual({ ...here.otoroshi.keys.get("k") }, before);
      assertDone(
        await here.stack.up({ a: { groupId: "other", clientId: "k", adopt, connection: "there" } }),
        {
          a: "replace",
        },
      );
      assert.ok(there.otoroshi.keys.get("k"));
      assert.equal(here.otoroshi.keys.size, 0);
    });
  }

  it("a key that moves onto one of another server with adopt takes that over, and is deleted here", async () => {
    const here = await scene();
    const there = await scene();
    foreign(there.otoroshi, "k");
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
    await here.stack.up({ a: adopting });
    assertDone(await here.stack.up({ a: { ...adopting, connection: "there" } }), { a: "replace" });
    assert.equal(here.otoroshi.keys.size, 0);
    assert.equal(there.otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

  it("a renamed resource that moves to another name of the server keeps its key", async () => {
    const { otoroshi, stack } = await scene();
    stack.config = namesOf(otoroshi);
    await stack.up({ old: adopting });
    const secret = otoroshi.keys.get("k")?.clientSecret;
    const run = await stack.up({ new: { ...adopting, connection: "name" } });
    assertDone(run, { new: "create", old: "delete" });
    assert.match(
      run.said,
      /old: not deleted: another resource of this run manages the same key through another connection/u,
    );
    assert.equal(otoroshi.keys.get("k")?.clientSecret, secret);
  });

  it("one of two resources that have a key through two names of the server goes, and the key stays", async () => {
    const { otoroshi, stack } = await scene();
    stack.config = namesOf(otoroshi);
    const a = { ...adopting, connection: "name" };
    assertDone(await stack.up({ a, b: { ...adopting, connection: "address" } }), {
      a: "create",
      b: "create",
    });
    const run = await stack.up({ a });
    assertDone(run, { a: "same", b: "delete" });
    assert.match(run.said, /not deleted: another resource of this run manages the same key/u);
    assert.ok(otoroshi.keys.get("k"));
    assertDone(await stack.preview({ a }), { a: "same" });
  });

  it("the key that two resources have through two names of a server stays after the server has rotated its secret", async () => {
    const { otoroshi, stack } = await scene();
    stack.config = namesOf(otoroshi);
    const key = { ...adopting, rotation: { enabled: true } };
    const a = { ...key, connection: "name" };
    await stack.up({ a, b: { ...key, connection: "address" } });
    otoroshi.rotate("k");
    otoroshi.rotate("k");
    const run = await stack.up({ a });
    assertDone(run, { a: "same", b: "delete" });
    assert.match(run.said, /not deleted: another resource of this run manages the same key/u);
    assert.ok(otoroshi.keys.get("k"));
  });

  it("a key of one id and secret on two servers is deleted on the one where it is declared no longer", async () => {
    const here = await scene();
    const there = await scene();
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
    const a = { groupId: "g1", clientId: "k", clientSecret: "one-for-both" };
    await here.stack.up({ a, b: { ...a, connection: "there" } });
    assertDone(await here.stack.up({ a: { ...a, dailyQuota: 7 } }), { a: "update", b: "delete" });
    assert.ok(here.otoroshi.keys.get("k"));
    assert.equal(there.otoroshi.keys.get("k"), undefined);
  });

  it("triggers that change together with the name of the server are announced, and served once", async () => {
    const { otoroshi, stack, requests } = await scene();
    stack.config = namesOf(otoroshi);
    await stack.up({ a: adopting });
    const before = otoroshi.keys.get("k")?.clientSecret;
    const triggers = { secretRotationTriggers: [1], quotaResetTriggers: [1] };
    const program = { a: { ...adopting, connection: "name", ...triggers } };
    const seen = await stack.preview(program);
    assertDone(seen, { a: "update" });
    assert.match(seen.said, /^a: the secret will be replaced; quotas will be reset \(api key 'k'\)$/mu);
    requests();
    assertDone(await stack.up(program), { a: "update" });
    const sent = requests();
    assert.equal(
      sent.filter((one) => one.startsWith("DELETE") && one.endsWith("/quotas")).length,
      1,
      String(sent),
    );
    const after = otoroshi.keys.get("k")?.clientSecret;
    assert.notEqual(after, before);
    assertDone(await stack.preview(program), { a: "same" });
    assertDone(await stack.up(program), { a: "same" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, after);
  });

  it("triggers that cannot be served after a move to another name of the server are owed by the next run", async () => {
    const { otoroshi, stack } = await scene();
    stack.config = namesOf(otoroshi);
    await stack.up({ a: adopting });
    const before = otoroshi.keys.get("k")?.clientSecret;
    const fault = otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 500 } });
    const program = { a: { ...adopting, connection: "name", secretRotationTriggers: [1] } };
    const run = await stack.up(program);
    assert.match(run.errors["a"] ?? "", /the server failed/u);
    fault.stop();
    assertDone(await stack.up(program), { a: "update" });
    assert.notEqual(otoroshi.keys.get("k")?.clientSecret, before);
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("a key that moves to another name of the server and to another scope is as declared there", async () => {
    const { otoroshi, stack } = await scene();
    stack.config = namesOf(otoroshi);
    const key = { clientId: "k", connection: "name" };
    await stack.up({ a: { ...key, groupId: "g1", dailyQuota: 5, enabled: false, metadata: { env: "x" } } });
    const { clientSecret } = otoroshi.keys.get("k") ?? {};
    const run = await stack.up({ a: { ...key, groupId: "g2", connection: "address" } });
    assertDone(run, { a: "update" });
    const live = otoroshi.keys.get("k");
    assert.deepEqual(
      [live?.clientSecret, live?.authorizedEntities, live?.dailyQuota, live?.enabled, live?.metadata],
      [clientSecret, ["group_g2"], 10_000_000, true, {}],
    );
  });

  it("a resource that the program has deleted before it is replaced gets its key back", async () => {
    const { otoroshi, stack } = await scene();
    const a = { groupId: "g1", clientId: "k" };
    await stack.up({ a });
    const secret = otoroshi.keys.get("k")?.clientSecret;
    const run = await stack.up({ a }, { replace: ["a"], deleteFirst: true });
    assertDone(run, { a: "replace" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, secret);
    assertDone(await stack.preview({ a }), { a: "same" });
  });

  it("a new key is not taken for the replacement of one whose id ends like its own", async () => {
    const { otoroshi, stack } = await scene();
    stack.config = namesOf(otoroshi);
    foreign(otoroshi, "b");
    await stack.up({ x: { groupId: "g1", clientId: "a b" } });
    const on = { groupId: "g1", connection: "name" };
    const run = await stack.preview({ x: { ...on, clientId: "a b" }, y: { ...on, clientId: "b" } });
    assertDone(run, { x: "update", y: "create" });
    assert.match(run.said, /y: warning: a key with this clientId exists already.*\(api key 'b'\)/u);
  });

  it("two resources of one clientId on one server are refused, by name, before anything is sent", async () => {
    const { otoroshi, stack, requests } = await scene();
    stack.config = namesOf(otoroshi);
    const run = await stack.up({ a: adopting, b: { ...adopting, connection: "address" } });
    assert.deepEqual(run.refused, {
      b: [
        {
          property: "clientId",
          reason: "'k' is declared by two resources of this program, a and b, on the same server",
        },
      ],
    });
    assert.deepEqual(requests(), []);
  });

  it("one clientId on two servers is no conflict", async () => {
    const here = await scene();
    const there = await scene();
    const { url, clientId, clientSecret } = there.otoroshi;
    here.stack.config = { connections: JSON.stringify({ there: { url, clientId, clientSecret } }) };
    const program = {
      a: { groupId: "g1", clientId: "k" },
      b: { groupId: "g1", clientId: "k", connection: "there" },
    };
    assertDone(await here.stack.up(program), { a: "create", b: "create" });
    assertDone(await here.stack.up({}), { b: "delete", a: "delete" });
    assert.deepEqual([here.otoroshi.keys.size, there.otoroshi.keys.size], [0, 0]);
  });

  describe("of an id that was generated for another resource", () => {
    const refusal =
      /'\w+' is declared by two resources of this program, (a|b) and (a|b), on the same server/u;

    for (const first of ["a", "b"]) {
      it(`is refused, with adopt too, and the key stays as it is (${first} is declared first)`, async () => {
        const { otoroshi, stack, writes } = await scene();
        const b = { groupId: "g1" };
        await stack.up({ b });
        const { id } = stack.kept("b");
        const before = { ...otoroshi.keys.get(id) };
        const a = { groupId: "g1", clientId: id, adopt: true, dailyQuota: 2 };
        const program = first === "a" ? { a, b } : { b, a };
        writes();
        for (const run of [await stack.preview(program), await stack.up(program)]) {
          const said = [
            ...Object.values(run.errors),
            ...Object.values(run.refused)
              .flat()
              .map((one) => one.reason),
          ];
          assert.match(said.join(), refusal);
          assert.deepEqual({ ...otoroshi.keys.get(id) }, before);
          assert.deepEqual([...stack.resources.keys()], ["b"]);
        }
        assertDone(
          await stack.up({ renamed: { groupId: "g1", clientId: id, adopt: true, clientName: "b" } }),
          {
            renamed: "create",
            b: "delete",
          },
        );
        assert.equal(otoroshi.keys.get(id)?.clientSecret, before.clientSecret);
      });
    }

    it("is refused in the run that generates it too, by a resource that waits for its output", async () => {
      const { stack } = await scene();
      await stack.up({});
      const call = provider as unknown as Required<ResourceProvider<Properties, Properties>>;
      const noted = (resource: string, order: number, args: Properties): Properties => ({
        ...args,
        __program: JSON.stringify({ resource, order, preview: false, secrets: [] }),
      });
      const { inputs } = await call.check({}, noted("a", 1, { groupId: "g1" }));
      const { id } = await call.create(inputs as Properties);
      const b = { groupId: "g1", clientId: id, adopt: true };
      const { failures = [] } = await call.check({}, noted("b", 2, b));
      assert.deepEqual(
        failures.map(({ property }) => property),
        ["clientId"],
      );
      assert.match(failures[0]?.reason ?? "", refusal);
    });
  });
});
