import assert from "node:assert/strict";
import type { EmbeddedOtoroshi } from "../otoroshi";
import { assertEmpty, scene, type Scene } from "./scene";

type Args = Readonly<Record<string, unknown>>;

const STRATEGY = { id: "FixedWindowStrategyConfig", quota: { window: 5 } };

/** What every edition knows, before and after. */
const KNOWN: readonly [Args, Args] = [
  {
    clientName: "first",
    enabled: true,
    readOnly: true,
    allowClientIdOnly: true,
    constrainedServicesOnly: true,
    throttlingQuota: 5,
    dailyQuota: 10,
    monthlyQuota: 9007199254740991,
    restrictions: {
      enabled: true,
      allowLast: false,
      allowed: [{ method: "GET", path: "/a" }],
      forbidden: [{ method: "POST", path: "/b" }],
      notFound: [{ method: "*", path: "/c" }],
    },
    rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 },
    validUntil: "2100-01-01T00:00:00Z",
    tags: ["a", "b"],
    metadata: { env: "prod", "a/b": "c" },
  },
  {
    clientName: "second",
    enabled: false,
    readOnly: false,
    allowClientIdOnly: false,
    constrainedServicesOnly: false,
    throttlingQuota: 6,
    dailyQuota: 11,
    monthlyQuota: 0,
    restrictions: {
      enabled: false,
      allowLast: true,
      allowed: [],
      forbidden: [{ method: "PUT", path: "/b" }],
      notFound: [],
    },
    rotation: { enabled: false, rotationEvery: 48, gracePeriod: 3 },
    validUntil: "2101-01-01T00:00:00Z",
    tags: ["c"],
    metadata: { env: "dev", "~": "new" },
  },
];

interface Edition {
  readonly edition: "17" | "1.5" | "1.4";
  /** What it knows besides, before and after. */
  readonly more: readonly [Args, Args];
  /** What it drops in silence. */
  readonly unknown: Args;
}

const EDITIONS: readonly Edition[] = [
  {
    edition: "17",
    more: [
      {
        description: "one",
        tenant: "acme",
        teams: ["x"],
        throttlingStrategy: STRATEGY,
        authorizedEntities: ["group_g2", "route_r1"],
      },
      {
        description: "two",
        tenant: "default",
        teams: ["y", "z"],
        throttlingStrategy: { ...STRATEGY, quota: { window: 6 } },
        authorizedEntities: ["service_s2"],
      },
    ],
    unknown: {},
  },
  {
    edition: "1.5",
    more: [
      { description: "one", tenant: "acme", teams: ["x"], authorizedEntities: ["group_g2", "service_s1"] },
      { description: "two", tenant: "default", teams: ["y", "z"], authorizedEntities: ["service_s2"] },
    ],
    unknown: { throttlingStrategy: STRATEGY, authorizedEntities: ["route_r1"] },
  },
  {
    edition: "1.4",
    more: [{}, {}],
    unknown: {
      description: "one",
      tenant: "acme",
      teams: ["x"],
      throttlingStrategy: STRATEGY,
      authorizedEntities: ["group_g2"],
    },
  },
];

const key = (name: string, args: Args): string => `new ApiKey("${name}", ${JSON.stringify(args)});\n`;

function change({ keys }: EmbeddedOtoroshi, clientId: string, changes: object): void {
  keys.set(clientId, { ...structuredClone(keys.get(clientId)), ...changes } as never);
}

/** Puts a key in another group, in the words of every edition. */
const inGroup = (group: string): object => ({
  authorizedGroup: group,
  authorizedEntities: [`group_${group}`],
  authorizations: undefined,
});

for (const { edition, more, unknown } of EDITIONS) {
  describe(`on the real engine, a server of Otoroshi ${edition}`, function () {
    this.timeout(300_000);
    let at: Scene;
    let atFirst: Record<string, string>;
    const groupId = "g1";
    const refused = Object.entries(unknown);

    const secrets = (): Record<string, string> =>
      Object.fromEntries([...at.otoroshi.keys].map((one) => [one.clientId, one.clientSecret]));

    /** What all phases declare; the phases differ in what they declare of it. */
    const program = (phase: 0 | 1, service: Args, trigger: number): string =>
      key("full", { groupId, clientId: "full", ...KNOWN[phase], ...more[phase] }) +
      key("of-service", { clientId: "of-service", dailyQuota: 5, ...service }) +
      key("adopted", {
        groupId,
        clientId: "adopted",
        adopt: true,
        dailyQuota: 7,
        quotaResetTriggers: [trigger],
      }) +
      key("moved", { groupId, clientId: "moved", secretRotationTriggers: [trigger] }) +
      key("deleted", { groupId });

    before(async () => {
      at = await scene({ edition, ...(edition === "17" ? { routes: { r1: ["g1"] } } : { routes: {} }) });
      for (const id of ["theirs", "adopted"]) {
        at.otoroshi.keys.set(id, {
          clientName: "made by hand",
          clientSecret: `secret-of-${id}`,
          metadata: { theirs: "stays" },
          authorizedGroup: "g2",
          authorizedEntities: ["group_g2"],
        });
      }
    });
    after(() => at.end());

    it("gets keys, never in place of somebody's, and what it drops is refused by name", async () => {
      const wrong = refused.map(([name, value]) => key(`wrong-${name}`, { groupId, [name]: value })).join("");
      await at.stack.program(
        program(0, { serviceId: "s1" }, 1) +
          key("theirs", { groupId, clientId: "theirs", dailyQuota: 1 }) +
          wrong,
      );
      const { code, output } = await at.stack.tryUp("--continue-on-error");
      assert.notEqual(code, 0);
      assert.match(output, /'theirs'.*there is a key of this clientId already.*adopt: true/);
      for (const [name] of refused) {
        assert.match(output, new RegExp(`the server took the request, but not ${name} as declared`), name);
      }
      assert.deepEqual(at.otoroshi.keys.get("theirs")?.metadata, { theirs: "stays" });
      const adopted = at.otoroshi.keys.get("adopted");
      assert.deepEqual(
        [adopted?.clientName, adopted?.dailyQuota, adopted?.clientSecret, adopted?.metadata],
        ["made by hand", 7, "secret-of-adopted", { theirs: "stays" }],
      );
      await at.stack.program(program(0, { serviceId: "s1" }, 1));
      await at.stack.up();
      assert.equal(at.otoroshi.keys.size, 6);
      assertEmpty(await at.stack.preview());
      assertEmpty(await at.stack.refresh());
      atFirst = secrets();
    });

    it("has its keys patched, moved, rotated and their quotas reset as declared, and what happens by hand repaired", async () => {
      const generated =
        Object.keys(atFirst).find(
          (id) => !["full", "of-service", "adopted", "moved", "theirs"].includes(id),
        ) ?? "";
      at.otoroshi.keys.delete(generated);
      change(at.otoroshi, "moved", inGroup("g2"));
      change(at.otoroshi, "of-service", { dailyQuota: 500 });
      at.otoroshi.recordCalls("adopted", 3);
      await at.stack.program(program(1, { groupId: "g2" }, 2));
      const { code, output } = await at.stack.preview();
      assert.notEqual(code, 0);
      assert.match(
        output,
        new RegExp(`deleted: the key is not on the server any more; .* \\(api key '${generated}'\\)`),
      );
      assert.match(output, /of-service: .*dailyQuota is 500, declared 5/);
      assert.match(output, /moved: .*authorizedEntities is \["group_g2"\], declared \["group_g1"\]/);
      at.takeRequests();
      await at.stack.up();
      const resets = at.takeRequests().filter((one) => one.startsWith("DELETE"));
      const scoped = "DELETE /api/groups/g1/apikeys/adopted/quotas";
      assert.deepEqual(resets, [
        "DELETE /api/apikeys/adopted/quotas",
        ...(edition === "1.4" ? [scoped] : []),
      ]);
      const { moved, ...others } = secrets();
      assert.notEqual(moved, atFirst["moved"]);
      assert.deepEqual({ ...others, moved: atFirst["moved"] }, atFirst);
      const full = at.otoroshi.keys.get("full");
      const { clientName, dailyQuota, monthlyQuota, tags, metadata, restrictions, rotation } = KNOWN[1];
      assert.deepEqual(
        [full?.clientName, full?.dailyQuota, full?.monthlyQuota, full?.tags, full?.metadata],
        [clientName, dailyQuota, monthlyQuota, tags, metadata],
      );
      const { enabled, forbidden } = full?.restrictions ?? {};
      // Edition 17 adds what an item is for.
      const items = forbidden?.map(({ method, path }) => ({ method, path }));
      assert.deepEqual({ ...(restrictions as object), enabled, forbidden: items }, restrictions);
      assert.deepEqual({ ...full?.rotation, ...(rotation as object) }, full?.rotation);
      assertEmpty(await at.stack.preview());
      assertEmpty(await at.stack.refresh());
    });

    it("keeps a service's key with its service when it is changed by hand and refreshed", async () => {
      await at.stack.program(program(1, { serviceId: "s1" }, 2));
      await at.stack.up();
      assertEmpty(await at.stack.preview());
      change(at.otoroshi, "of-service", { dailyQuota: 500 });
      assert.match((await at.stack.refresh()).output, /dailyQuota *: 5 => 500/);
      const refreshed = (await at.stack.keys()).find((one) => one.id === "of-service");
      assert.deepEqual([refreshed?.inputs["serviceId"], refreshed?.inputs["groupId"]], ["s1", undefined]);
      await at.stack.up();
      assert.equal(at.otoroshi.keys.get("of-service")?.dailyQuota, 5);
    });

    it("has its keys deleted wherever they are, and somebody's left", async () => {
      change(at.otoroshi, "moved", inGroup("g3"));
      at.otoroshi.keys.delete("full");
      await at.stack.destroy();
      assert.deepEqual(secrets(), { theirs: "secret-of-theirs" });
    });
  });
}
