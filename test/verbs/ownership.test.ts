import assert from "node:assert/strict";
import sinon from "sinon";
import { pause } from "../../provider/servers/pause";
import { endScenes, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

/** A key that is on the server already, of whoever. */
function foreign(otoroshi: Scene["otoroshi"], clientId: string, more: Properties = {}): void {
  const key = {
    clientName: "theirs",
    clientSecret: "their-secret",
    authorizedEntities: ["group_g1"],
    ...more,
  };
  otoroshi.keys.set(clientId, key);
}

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
  beforeEach(() => sinon.stub(pause, "for").resolves());
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });

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
        assertDone(run, { a: "replace" });
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
    assert.match(run.errors["a"] ?? "", /there is a key of this clientId already.*Nothing was deleted/u);
    assert.ok(here.otoroshi.keys.get("k"));
    assert.equal(there.otoroshi.keys.get("k")?.clientSecret, "their-secret");
  });

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
      /old: not deleted: this run has made or taken over a key of the same id and secret/u,
    );
    assert.equal(otoroshi.keys.get("k")?.clientSecret, secret);
  });

  it("two resources of one clientId on one server are refused, by name, before anything is sent", async () => {
    const { otoroshi, stack, requests } = await scene();
    stack.config = namesOf(otoroshi);
    const run = await stack.up({ a: adopting, b: { ...adopting, connection: "address" } });
    assert.deepEqual(run.refused, {
      b: [
        {
          property: "clientId",
          reason: "'k' is declared by two resources of this program, a and b, on one server",
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

  describe("while it is not known whether it was created", () => {
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
      assert.match(run.errors["k"] ?? "", /Whether the key was created is not known/u);
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
      assert.match(seen.said, /another key of this clientId: pulumi up will fail; declare adopt: true/u);
      const run = await stack.up(program);
      assert.match(run.errors["k"] ?? "", /already, with another secret.*adopt: true/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, theirs);
      const gone = await stack.destroy();
      assertDone(gone, { k: "delete" });
      assert.match(gone.said, /not deleted: its creation was not confirmed/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, theirs);
    });

    it("a refresh forgets it when the key there is somebody else's", async () => {
      const { otoroshi, stack } = await unconfirmed();
      foreign(otoroshi, "k");
      const run = await stack.refresh();
      assertDone(run, { k: "delete" });
      assert.match(
        run.said,
        /mine: its creation was not confirmed, and the key that is on the server now is another one/u,
      );
      assert.equal(otoroshi.keys.size, 1);
    });

    it("with adopt the next run takes over whatever key there is", async () => {
      const { otoroshi, stack, program } = await unconfirmed();
      foreign(otoroshi, "k");
      const adoptive = { k: { ...program.k, adopt: true } };
      assertDone(await stack.up(adoptive), { k: "update" });
      assert.deepEqual(
        [otoroshi.keys.get("k")?.clientSecret, otoroshi.keys.get("k")?.clientName],
        ["their-secret", "mine"],
      );
      assertDone(await stack.preview(adoptive), { k: "same" });
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

  describe("the key that the provider logs in with", () => {
    async function own(): Promise<Scene & { login: Properties }> {
      const at = await scene({ groups: ["admin"] });
      const { clientId, clientSecret } = at.otoroshi;
      foreign(at.otoroshi, clientId, {
        clientName: "admin",
        clientSecret,
        authorizedEntities: ["group_admin"],
      });
      const login = { groupId: "admin", clientId, adopt: true };
      assertDone(await at.stack.up({ login }), { login: "create" });
      at.requests();
      return { ...at, login };
    }

    it("is adopted with a warning, and its harmless fields are managed", async () => {
      const { otoroshi, stack, login } = await own();
      const run = await stack.up({ login: { ...login, description: "mine" } });
      assertDone(run, { login: "update" });
      assert.match(run.said, /warning: the provider logs in with this key \(/u);
      assert.equal(otoroshi.keys.get(otoroshi.clientId)?.description, "mine");
    });

    const refused: Record<string, Properties> = {
      "is not disabled": { enabled: false },
      "gets no other secret": { clientSecret: "another-secret" },
      "is not rotated by a trigger": { secretRotationTriggers: [1] },
      "is not made to expire": { validUntil: "2001-01-01T00:00:00Z" },
    };
    for (const [what, args] of Object.entries(refused)) {
      it(what, async () => {
        const { otoroshi, stack, login, writes } = await own();
        const before = { ...otoroshi.keys.get(otoroshi.clientId) };
        const run = await stack.up({ login: { ...login, ...args } });
        assert.match(
          run.errors["login"] ?? "",
          /would lock itself out if it were to change its .*Nothing was sent/u,
        );
        assert.deepEqual({ ...otoroshi.keys.get(otoroshi.clientId) }, before);
        assert.deepEqual(writes(), []);
      });
    }

    it("can be declared under another name: nothing is deleted, so nothing is refused", async () => {
      const { otoroshi, stack, login } = await own();
      assertDone(await stack.up({ renamed: login }), { renamed: "create", login: "delete" });
      assert.ok(otoroshi.keys.get(otoroshi.clientId));
      assert.deepEqual([...stack.resources.keys()], ["renamed"]);
    });

    it("is not deleted", async () => {
      const { otoroshi, stack } = await own();
      const run = await stack.destroy();
      assert.match(run.errors["login"] ?? "", /would lock itself out if it were to delete it/u);
      assert.ok(otoroshi.keys.get(otoroshi.clientId));
      assert.ok(stack.kept("login"));
    });

    it("is announced in a preview, with what would be refused", async () => {
      const { stack, login } = await own();
      const seen = await stack.preview({ login: { ...login, enabled: false } });
      assert.match(seen.said, /pulumi up refuses to change its enabled/u);
      const rotated = await stack.preview({ login: { ...login, secretRotationTriggers: [1] } });
      assert.match(rotated.said, /pulumi up refuses to change its clientSecret|logs in with this key/u);
    });

    it("is not adopted when that would lock the provider out", async () => {
      const { otoroshi, stack, writes } = await scene({ groups: ["admin"] });
      const { clientId, clientSecret } = otoroshi;
      foreign(otoroshi, clientId, { clientSecret, authorizedEntities: ["group_admin"] });
      const run = await stack.up({ login: { groupId: "admin", clientId, adopt: true, enabled: false } });
      assert.match(run.errors["login"] ?? "", /would lock itself out/u);
      assert.deepEqual(
        writes().filter((one) => !one.startsWith("POST")),
        [],
      );
      assert.equal(stack.resources.size, 0);
    });
  });

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`an existing key of Otoroshi ${edition} is refused without adopt, and taken over with it, its secret kept`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      foreign(otoroshi, "k", { authorizedGroup: "g1", metadata: { theirs: "x" }, dailyQuota: 7 });
      const before = { ...otoroshi.keys.get("k") };
      const run = await stack.up({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } });
      assert.match(run.errors["a"] ?? "", /already.*adopt: true/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
      assert.equal(stack.resources.size, 0);
      const program = { a: { ...adopting, dailyQuota: 5 } };
      const taken = await stack.up(program);
      assertDone(taken, { a: "create" });
      assert.match(taken.said, /a: adopting api key 'k' of http:.*: 1 to change\n {2}dailyQuota: 7 -> 5\n/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, { ...before, dailyQuota: 5 });
      assertDone(await stack.preview(program), { a: "same" });
    });

    it(`a key of another scope of Otoroshi ${edition} is moved by adoption`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      foreign(otoroshi, "k", { authorizedGroup: "g2", authorizedEntities: ["group_g2"] });
      assertDone(await stack.up({ a: adopting }), { a: "create" });
      assert.equal(otoroshi.keys.get("k")?.authorizedGroup, "g1");
      assert.equal(otoroshi.keys.get("k")?.clientSecret, "their-secret");
      assertDone(await stack.preview({ a: adopting }), { a: "same" });
    });
  }

  it("adoption warns of other tools that manage the key", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", { metadata: { "otoroshi-provider": "kubernetes", daikoku__team: "t" } });
    const run = await stack.up({ a: adopting });
    assert.match(run.said, /warning: Otoroshi's Kubernetes operator manages this key as well/u);
    assert.match(run.said, /warning: Daikoku manages this key as well/u);
  });
});
