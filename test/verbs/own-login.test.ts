import assert from "node:assert/strict";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

describe("the key that the provider logs in with", () => {
  afterEach(endScenes);

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
    "is not made read-only": { readOnly: true },
    "is not left without calls": { dailyQuota: 0 },
    "is not moved out of its group": { groupId: "g1" },
    "is not made to expire": { validUntil: "2001-01-01T00:00:00Z" },
    "is not restricted in its calls": { restrictions: { enabled: true, forbidden: [] } },
    "is not limited to services that ask for it": { constrainedServicesOnly: true },
    "is not left without calls by a strategy": {
      throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { daily: 0 } },
    },
    "is not rotated by the server": { rotation: { enabled: true } },
  };
  for (const [what, args] of Object.entries(refused)) {
    it(what, async () => {
      const { otoroshi, stack, login, writes } = await own();
      const before = { ...otoroshi.keys.get(otoroshi.clientId) };
      const run = await stack.up({ login: { ...login, ...args } });
      assert.match(run.errors["login"] ?? "", /refuses to change its .* lock itself out.*Nothing was sent/u);
      assert.deepEqual({ ...otoroshi.keys.get(otoroshi.clientId) }, before);
      assert.deepEqual(writes(), []);
    });
  }

  const harmless: Record<string, Properties> = {
    "is limited to calls that are not none": { dailyQuota: 7 },
    "is extended": { validUntil: "2100-01-01T00:00:00Z" },
    "gets entities more": { authorizedEntities: ["group_g1"] },
    "has restrictions that are not in force": {
      restrictions: { forbidden: [{ method: "GET", path: "/x" }] },
    },
    "has a strategy that grants calls": {
      throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { daily: 5000 } },
    },
  };
  for (const [what, args] of Object.entries(harmless)) {
    it(`${what}, which locks nobody out`, async () => {
      const { stack, login } = await own();
      assertDone(await stack.up({ login: { ...login, ...args } }), { login: "update" });
      assertDone(await stack.preview({ login: { ...login, ...args } }), { login: "same" });
    });
  }

  const restored: [what: string, live: Properties, args: Properties][] = [
    ["enabled again", { enabled: false }, { enabled: true }],
    ["made good for every method again", { readOnly: true }, { readOnly: false }],
    [
      "made good for every service again",
      { constrainedServicesOnly: true },
      { constrainedServicesOnly: false },
    ],
    ["left to rotate no more", { rotation: { enabled: true } }, { rotation: { enabled: false } }],
    ["given calls again", { dailyQuota: 0 }, { dailyQuota: 7 }],
  ];
  for (const [what, live, args] of restored) {
    it(`is ${what}, which locks nobody out`, async () => {
      const { otoroshi, stack, login } = await own();
      const { clientId } = otoroshi;
      otoroshi.keys.set(clientId, { ...otoroshi.keys.get(clientId), ...live } as never);
      assertDone(await stack.up({ login: { ...login, ...args } }), { login: "update" });
    });
  }

  it("is not restricted further while its restrictions are in force", async () => {
    const { otoroshi, stack, login, writes } = await own();
    const { clientId } = otoroshi;
    otoroshi.keys.set(clientId, { ...otoroshi.keys.get(clientId), restrictions: { enabled: true } } as never);
    const forbidden = [{ method: "*", path: "/api/.*" }];
    const run = await stack.up({ login: { ...login, restrictions: { forbidden } } });
    assert.match(run.errors["login"] ?? "", /refuses to change its restrictions\.forbidden/u);
    assert.deepEqual(writes(), []);
  });

  it("gets the default back of a strategy that is not declared any more", async () => {
    const { otoroshi, stack, login } = await own();
    const throttlingStrategy = { id: "FixedWindowStrategyConfig", quota: { daily: 5000 } };
    await stack.up({ login: { ...login, throttlingStrategy } });
    assertDone(await stack.up({ login }), { login: "update" });
    assert.equal(otoroshi.keys.get(otoroshi.clientId)?.throttlingStrategy, null);
  });

  it("keeps what others granted it, and loses none of it to a program that declares something further", async () => {
    const { otoroshi, stack, login } = await own();
    const key = otoroshi.keys.get(otoroshi.clientId);
    const authorizedEntities = ["group_admin", "service_s1"];
    otoroshi.keys.set(otoroshi.clientId, { ...key, authorizedEntities, authorizations: [] } as never);
    const run = await stack.up({ login: { ...login, authorizedEntities: ["group_g2"] } });
    assert.match(
      run.errors["login"] ?? "",
      /refuses to change its authorizedEntities so as not to lock itself out/u,
    );
  });

  it("is enabled, and made good for all calls, by who logs in with another one", async () => {
    const { otoroshi, stack, login } = await own();
    foreign(otoroshi, "second-admin", {
      clientSecret: "second-secret",
      authorizedEntities: ["group_admin-api-group"],
    });
    const key = otoroshi.keys.get(otoroshi.clientId);
    otoroshi.keys.set(otoroshi.clientId, { ...key, enabled: false, readOnly: true } as never);
    stack.config = { clientId: "second-admin", clientSecret: "second-secret" };
    const program = { login: { ...login, enabled: true, readOnly: false } };
    assertDone(await stack.up(program), { login: "update" });
    assert.equal(otoroshi.keys.get(otoroshi.clientId)?.enabled, true);
  });

  it("is announced in a preview to be refused a rotation by trigger", async () => {
    const { stack, login } = await own();
    const run = await stack.preview({ login: { ...login, secretRotationTriggers: [1] } });
    assertDone(run, { login: "update" });
    assert.match(run.said, /pulumi up refuses to change its clientSecret \(/u);
  });

  it("can be declared under another name: nothing is deleted, so nothing is refused", async () => {
    const { otoroshi, stack, login } = await own();
    assertDone(await stack.up({ renamed: login }), { renamed: "create", login: "delete" });
    assert.ok(otoroshi.keys.get(otoroshi.clientId));
    assert.deepEqual([...stack.resources.keys()], ["renamed"]);
  });

  it("is not deleted", async () => {
    const { otoroshi, stack } = await own();
    const run = await stack.destroy();
    assert.match(run.errors["login"] ?? "", /refuses to delete it so as not to lock itself out/u);
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
    assert.match(run.errors["login"] ?? "", /so as not to lock itself out/u);
    assert.deepEqual(
      writes().filter((one) => !one.startsWith("POST")),
      [],
    );
    assert.equal(stack.resources.size, 0);
  });

  it("is announced in a preview to be refused its deletion, when another key takes its place", async () => {
    const { stack, login } = await own();
    const run = await stack.preview({ login: { ...login, clientId: "another" } });
    assertDone(run, { login: "replace" });
    assert.match(
      run.said,
      /login: warning: the provider logs in with this key; pulumi up refuses to delete it/u,
    );
  });
});
