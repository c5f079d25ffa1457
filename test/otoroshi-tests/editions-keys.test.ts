import assert from "node:assert/strict";
import { everyEdition, GROUP, K14, K15, K17, members, SERVICE } from "./every-edition";

describe("the keys of each edition of the embedded Otoroshi", () => {
  const all = everyEdition();

  it("answers a creation in a service with its own document and status", async () => {
    const made = await all(({ call }) => call("POST", SERVICE, { clientName: "n" }));
    assert.deepEqual(
      made.map(({ status }) => status),
      [200, 201, 201],
    );
    assert.deepEqual(made.map(members), [K14, K15, K17]);
  });

  it("generates ids and secrets of its own form", async () => {
    const made = await all(({ call }) => call("POST", GROUP, { clientName: "n", clientId: 5 }));
    const [old, middle, recent] = made.map(({ body }) => body as { clientId: string; clientSecret: string });
    assert.match(old?.clientId ?? "", /^[a-zA-Z0-9]{16}$/);
    assert.match(old?.clientSecret ?? "", /^[a-zA-Z0-9]{64}$/);
    assert.match(middle?.clientId ?? "", /^apki_[a-zA-Z0-9]{16}$/);
    assert.match(middle?.clientSecret ?? "", /^apks_[a-zA-Z0-9]{64}$/);
    assert.match(recent?.clientId ?? "", /^[a-z0-9]{16}$/);
  });

  it("replaces an existing key, of another group too, but for 17", async () => {
    const twice = await all(async ({ call, otoroshi }) => {
      await call("POST", GROUP, { clientId: "k", clientName: "first", metadata: { a: "1" } });
      const { status } = await call("POST", "/api/groups/g2/apikeys", {
        clientId: "k",
        clientName: "second",
      });
      const key = otoroshi.keys.get("k");
      return [status, key?.clientName, key?.authorizedGroup, key?.metadata];
    });
    assert.deepEqual(twice, [
      [200, "second", "g2", {}],
      [201, "second", "g2", {}],
      [400, "first", "g1", { a: "1" }],
    ]);
  });

  it("names the counters of its quotas, and says after a reset what it believes remains", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1", throttlingQuota: 7 });
      const { body } = await call("DELETE", `${GROUP}/k/quotas`);
      return Object.entries(body as Record<string, unknown>)
        .slice(0, 3)
        .flat();
    });
    const second = ["authorizedCallsPerSec", 7, "currentCallsPerSec", 0, "remainingCallsPerSec", 7];
    const window = [
      "authorizedCallsPerWindow",
      7,
      "throttlingCallsPerWindow",
      0,
      "remainingCallsPerWindow",
      0,
    ];
    assert.deepEqual(answers, [second, second, window]);
  });

  it("shows quotas in a service of a key of its group only in 1.4", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1" });
      return (await call("GET", `${SERVICE}/k/quotas`)).status;
    });
    assert.deepEqual(answers, [200, 404, 404]);
  });

  it("keeps what it knows of a key and drops the rest in silence", async () => {
    const source = {
      clientId: "k",
      clientName: "n",
      description: "d",
      _loc: { tenant: "t", teams: ["x"] },
      authorizedEntities: ["route_r", "foo", "service_s2"],
      authorizations: [{ kind: "group", id: "g3" }],
      throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} },
      restrictions: {
        forbidden: [{ method: "GET", path: "/", authorized_entity: { kind: "route", id: "r" } }],
      },
      dailyQuota: -3,
    };
    const made = await all(async ({ call }) => {
      const { body } = await call("POST", GROUP, source);
      const { description, _loc, authorizedEntities, restrictions, dailyQuota } = body as Record<
        string,
        unknown
      >;
      const { forbidden } = restrictions as { forbidden: object[] };
      return { description, _loc, authorizedEntities, item: Object.keys(forbidden[0] ?? {}), dailyQuota };
    });
    const loc = { tenant: "t", teams: ["x"] };
    assert.deepEqual(made, [
      {
        description: undefined,
        _loc: undefined,
        authorizedEntities: undefined,
        item: ["method", "path"],
        dailyQuota: -3,
      },
      {
        description: "d",
        _loc: loc,
        authorizedEntities: ["group_g1", "group_route_r", "group_foo", "service_s2"],
        item: ["method", "path"],
        dailyQuota: -3,
      },
      {
        description: "d",
        _loc: loc,
        authorizedEntities: ["group_g3", "group_g1", "route_r", "group_foo", "service_s2"],
        item: ["method", "path", "authorized_entity"],
        dailyQuota: -3,
      },
    ]);
  });

  it("takes blank names, but for 17", async () => {
    const answers = await all(async ({ call }) => {
      const statuses = [];
      for (const fields of [
        { clientName: " " },
        { clientName: "n", clientId: "" },
        { clientName: "n", clientSecret: "" },
      ]) {
        statuses.push((await call("POST", GROUP, fields)).status);
      }
      return statuses;
    });
    assert.deepEqual(answers, [
      [200, 200, 200],
      [201, 201, 201],
      [400, 400, 400],
    ]);
  });
});
