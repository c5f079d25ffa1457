import assert from "node:assert/strict";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Changes a key behind the provider's back. */
function change({ otoroshi }: Scene, clientId: string, changes: object): void {
  Object.assign(otoroshi.keys.get(clientId) ?? {}, changes);
}

/** What adoption says in a run, whichever it is, without what a preview says of all keys. */
function adoption(said: string): string {
  return said
    .replace("would adopt", "adopting")
    .replace(
      'Adopted keys are not deleted, even if this preview shows "delete" for another resource of the same key ' +
        "(after a rename, for example).\n",
      "",
    );
}

/** What editions before 17 do not know. */
const unknownTo = {
  "17": [],
  "1.5": ["throttlingStrategy"],
  "1.4": ["throttlingStrategy", "description", "authorizedEntities", "tenant", "teams"],
};

describe("a preview announces", () => {
  afterEach(endScenes);

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`word for word what adoption then does, for every argument, on Otoroshi ${edition}`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      foreign(otoroshi, "k", { authorizedEntities: ["group_g2", "service_s1"], authorizedGroup: "g2" });
      const every: Properties = {
        ...{ groupId: "g1", clientId: "k", adopt: true, clientName: "n", description: "d", enabled: false },
        ...{ readOnly: true, allowClientIdOnly: true, constrainedServicesOnly: true },
        ...{ throttlingQuota: 1, dailyQuota: 2, monthlyQuota: 3 },
        throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 5 } },
        restrictions: { enabled: true, allowLast: false, allowed: [{ method: "GET", path: "/a" }] },
        rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 },
        validUntil: "2100-01-01T02:00:00+02:00",
        ...{ tags: ["b", "a"], metadata: { env: "prod", "a.b/c": "" }, authorizedEntities: ["group_g2"] },
        ...{ tenant: "Default", teams: ["X"], secretRotationTriggers: [1], quotaResetTriggers: [1] },
      };
      const older: readonly string[] = unknownTo[edition];
      const a = Object.fromEntries(Object.entries(every).filter(([name]) => !older.includes(name)));
      const preview = await stack.preview({ a });
      const up = await stack.up({ a });
      assertDone(up, { a: "create" });
      assert.equal(up.said, adoption(preview.said));
      assert.equal(
        preview.said.match(/^ {2}\S+: .+ -> .+$/gmu)?.length,
        22 - older.length + (edition === "1.4" ? 2 : 0),
      );
      assertDone(await stack.preview({ a }), { a: "same" });
    });

    it(`an adoption into a service of a key of another group on Otoroshi ${edition}, and does that`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      foreign(otoroshi, "k", { authorizedEntities: ["group_g2"], authorizedGroup: "g2" });
      const a = { serviceId: "s1", clientId: "k", adopt: true };
      const preview = await stack.preview({ a });
      assert.match(preview.said, /: 1 to change\n {2}authorizedEntities: \["group_g2"\] -> \["/u);
      assert.equal((await stack.up({ a })).said, adoption(preview.said));
      assertDone(await stack.preview({ a }), { a: "same" });
    });

    it(`1,000 new keys in scopes of every kind with at most 10 requests on Otoroshi ${edition}`, async () => {
      const six = ["1", "2", "3", "4", "5", "6"];
      const older = edition === "17" ? {} : undefined;
      const { stack, requests } = await scene({
        edition,
        groups: six.slice(3).map((each) => `g${each}`),
        services: Object.fromEntries(six.slice(2).map((each) => [`s${each}`, ["g1"]])),
        ...(older && {
          routes: Object.fromEntries(six.map((each) => [`r${each}`, ["g1"]])),
          apis: six.map((each) => `a${each}`),
        }),
      });
      const kinds = older ? ["groupId", "serviceId", "routeId", "apiId"] : ["groupId", "serviceId"];
      const program = Object.fromEntries(
        Array.from({ length: 1_000 }, (_, index): [string, Properties] => {
          const argument = kinds[index % kinds.length] ?? "";
          const scope = { [argument]: `${argument.charAt(0)}${String((index % 6) + 1)}` };
          return [
            `key-${String(index)}`,
            { ...scope, clientId: `k-${String(index)}`, adopt: index % 3 === 0 },
          ];
        }),
      );
      const preview = await stack.preview(program);
      assert.equal(preview.said, "");
      const sent = requests();
      assert.ok(sent.length <= 10, sent.join("\n"));
    }).timeout(30_000);
  }

  it("of 1,000 new keys that their scope is missing, asking for it once", async () => {
    const { stack, requests } = await scene();
    const names = Array.from({ length: 1_000 }, (_, index) => `key-${String(index)}`);
    const preview = await stack.preview(
      Object.fromEntries(names.map((name) => [name, { groupId: "later" }])),
    );
    assert.equal(preview.said.match(/there is no group 'later'/gu)?.length, 1_000);
    assert.deepEqual(requests(), ["GET /api/groups/later"]);
  }).timeout(30_000);

  it("an adoption whose arguments are not known yet: what is known, and of the rest the names", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", { dailyQuota: 7, metadata: { a: "b" } });
    const a = { groupId: UNKNOWN, clientId: "k", adopt: true, description: "d", dailyQuota: UNKNOWN };
    const { said } = await stack.preview({ a });
    assert.match(said, /^a: would adopt api key 'k' of \S+: 1 to change, 2 not known yet$/mu);
    assert.match(said, /^ {2}description: "" -> "d"$/mu);
    assert.match(said, /^ {2}dailyQuota: not known yet$/mu);
    assert.match(said, /^ {2}authorizedEntities: not known yet$/mu);
  });

  it("that the key it logs in with cannot be taken over as declared", async () => {
    const { otoroshi, stack } = await scene();
    const { clientId, clientSecret } = otoroshi;
    foreign(otoroshi, clientId, { clientSecret });
    const a = { groupId: "g1", clientId, adopt: true, enabled: false, dailyQuota: 0 };
    const { said } = await stack.preview({ a });
    assert.match(said, /^ {2}warning: .*pulumi up refuses to change its enabled, dailyQuota$/mu);
    assert.match((await stack.up({ a })).errors["a"] ?? "", /so as not to lock itself out/u);
  });

  it("wrong credentials of a new key of which nothing is known yet", async () => {
    const { stack } = await scene({}, { clientSecret: "a-wrong-secret" });
    const { errors } = await stack.preview({ a: { groupId: UNKNOWN } });
    assert.match(errors["a"] ?? "", /rejected the credentials/u);
  });

  describe("of a key with an argument that is not known yet", () => {
    const key = { groupId: "g1", clientId: "k", dailyQuota: 5, enabled: true, secretRotationTriggers: [1] };

    it("what is known: drift, triggers, that it is gone, where the rest differs nothing", async () => {
      const at = await scene();
      const { otoroshi, stack } = at;
      await stack.up({ a: { ...key, metadata: { seen: "x", other: "y" } } });
      change(at, "k", { dailyQuota: 500, metadata: { seen: "by-hand", other: "y" } });
      const a = { ...key, secretRotationTriggers: [2], metadata: { seen: UNKNOWN, other: "y" } };
      const seen = await stack.preview({ a });
      assertDone(seen, { a: "update" });
      assert.equal(
        seen.said,
        "a: the secret will be replaced; dailyQuota is 500, declared 5 (api key 'k')\n",
      );
      otoroshi.keys.delete("k");
      assert.match((await stack.preview({ a })).said, /the key is not on the server any more/u);
    });

    it("no drift of what is not known, nor of what depends on it", async () => {
      const at = await scene();
      const { stack } = at;
      const before = { ...key, validUntil: "2001-01-01T00:00:00Z", authorizedEntities: ["group_g2"] };
      await stack.up({ a: before });
      for (const unknown of [
        { validUntil: UNKNOWN },
        { groupId: UNKNOWN },
        { authorizedEntities: ["group_g2", UNKNOWN] },
        { rotation: { enabled: UNKNOWN } },
        { clientSecret: UNKNOWN },
      ]) {
        const seen = await stack.preview({ a: { ...before, ...unknown } });
        assertDone(seen, { a: "update" });
        assert.equal(seen.said, "", JSON.stringify(unknown));
      }
    });

    it("that a trigger which is not known yet may replace the secret or reset quotas", async () => {
      const { stack } = await scene();
      await stack.up({ a: { ...key, quotaResetTriggers: [1] } });
      const a = { ...key, secretRotationTriggers: [UNKNOWN], quotaResetTriggers: [UNKNOWN] };
      assert.equal(
        (await stack.preview({ a })).said,
        "a: secretRotationTriggers is not known yet: the secret may be replaced; " +
          "quotaResetTriggers is not known yet: quotas may be reset (api key 'k')\n",
      );
      const declared = await stack.preview({
        a: { ...key, clientSecret: "s", secretRotationTriggers: [UNKNOWN] },
      });
      assert.doesNotMatch(declared.said, /secretRotationTriggers/u);
    });

    it("as an error where comparisons are required and it cannot be compared", async () => {
      const { otoroshi, stack } = await scene({}, { driftDetection: "required", requestTimeout: "0.3" });
      await stack.up({ a: key });
      otoroshi.fail({ method: "GET", times: Infinity, how: { silence: "before" } });
      const seen = await stack.preview({ a: { ...key, description: UNKNOWN } });
      assert.match(seen.errors["a"] ?? "", /no answer within/u);
    });
  });

  it("that a secret is replaced, and not that what somebody made of it is handed on", async () => {
    const at = await scene();
    const key = { groupId: "g1", clientId: "k" };
    await at.stack.up({ a: { ...key, secretRotationTriggers: [1] } });
    change(at, "k", { clientSecret: "changed-by-hand" });
    const { said } = await at.stack.preview({ a: { ...key, secretRotationTriggers: [2] } });
    assert.equal(said, "a: the secret will be replaced (api key 'k')\n");
  });

  it("once, of keys that are taken over, that they outlive a resource of another name", async () => {
    const { otoroshi, stack } = await scene();
    for (const id of ["k", "l"]) foreign(otoroshi, id);
    const adopting = (clientId: string): Properties => ({ groupId: "g1", clientId, adopt: true });
    await stack.up({ old: adopting("k") });
    const renamed = { new: adopting("k"), other: adopting("l") };
    const { said } = await stack.preview(renamed);
    assert.equal(said.match(/Adopted keys are not deleted, .* \(after a rename, for example\)/gu)?.length, 1);
    const up = await stack.up(renamed);
    assertDone(up, { new: "create", other: "create", old: "delete" });
    assert.doesNotMatch(up.said, /after a rename/u);
    assert.match(up.said, /old: not deleted/u);
    assert.ok(otoroshi.keys.get("k"));
  });
});

describe("a secret of a key that somebody copied into another field", () => {
  afterEach(endScenes);

  it("is hidden there: its own, the next one, and one that the program marks", async () => {
    const at = await scene();
    const { otoroshi, stack } = at;
    const a: Properties = {
      ...{ groupId: "g1", clientId: "k", description: "x", clientName: "y", tags: ["plain", "a-marked-tag"] },
      ...{ metadata: { token: "a-marked-token", to: "z", shown: "v" } },
    };
    await stack.up({ a });
    const own = otoroshi.keys.get("k")?.clientSecret ?? "";
    change(at, "k", {
      description: `the secret is ${own}.`,
      clientName: "has a-marked-tag",
      metadata: { token: "a-marked-token", to: "a-marked-token", shown: "plain" },
    });
    const secrets = { a: ["metadata.token", "tags[1]"] };
    const { said } = await stack.preview({ a }, { secrets });
    assert.match(said, /description is \[secret\], declared "x"/u);
    assert.match(said, /clientName is \[secret\], declared "y"/u);
    assert.match(said, /metadata.to is \[secret\], declared "z"/u);
    assert.match(said, /metadata.shown is "plain", declared "v"/u);
    const adopt = { ...a, clientName: "other", adopt: true };
    stack.resources.clear();
    assert.match((await stack.preview({ a: adopt }, { secrets })).said, /description: \[secret\] -> "x"/u);
  });

  it("is hidden in what a key opens where the scope is one", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", { authorizedEntities: ["group_g2"] });
    const a = { groupId: "g1", clientId: "k", adopt: true };
    const options = { secrets: { a: ["groupId"] } };
    for (const { said } of [await stack.preview({ a }, options), await stack.up({ a }, options)]) {
      assert.match(said, /authorizedEntities: \[secret\] -> \[secret\]/u);
    }
  });
});
