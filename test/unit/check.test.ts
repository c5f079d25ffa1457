import assert from "node:assert/strict";
import { normalised, present } from "../../provider/state/normalised";
import { sizeFailures } from "../../provider/reconcile/size";
import { argumentFailures, type Failure } from "../../provider/state/validation";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function failuresOf(args: Record<string, unknown>): Failure[] {
  const failures = argumentFailures(args);
  return failures.length > 0 ? failures : sizeFailures(normalised(args));
}

/** The properties that are refused, for arguments of a key in a group. */
function refused(args: object): string[] {
  return failuresOf({ groupId: "g1", clientName: "billing", ...args }).map((failure) => failure.property);
}

describe("check", () => {
  it("lets a key with every argument pass", () => {
    assert.deepEqual(
      refused({
        connection: "eu",
        clientId: "billing-id",
        clientSecret: "s3cret",
        description: "",
        enabled: false,
        readOnly: true,
        allowClientIdOnly: true,
        constrainedServicesOnly: true,
        throttlingQuota: 0,
        dailyQuota: 1000,
        monthlyQuota: Number.MAX_SAFE_INTEGER,
        throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 10 } },
        restrictions: { enabled: true, allowLast: false, allowed: [{ method: "GET", path: "/a" }] },
        rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 },
        validUntil: "2030-01-31T12:00:00.123+02:00",
        tags: ["a"],
        metadata: { "a/b": "" },
        authorizedEntities: ["group_g2", "service_s1", "route_r1"],
        tenant: "default",
        teams: ["default"],
        adopt: true,
        secretRotationTriggers: [1, { two: 2 }],
        quotaResetTriggers: [],
      }),
      [],
    );
  });

  it("takes a key pasted from an answer of the server once it is told what to rename", () => {
    const pasted = {
      _loc: { tenant: "acme", teams: ["ops"] },
      id: "billing-id",
      authorizedGroup: "g1",
      authorizations: [{ kind: "group", id: "g1" }],
      validUntil: Date.UTC(2030, 0, 1),
      rotation: { enabled: false, rotationEvery: 744, gracePeriod: 168, nextSecret: "next" },
      throttlingStrategy: null,
      restrictions: { allowed: [{ method: "GET", path: "/", authorized_entity: null }] },
    };
    const reasons = new Map(
      failuresOf(present({ groupId: "g1", ...pasted })).map(({ property, reason }) => [property, reason]),
    );
    assert.deepEqual([...reasons.keys()].sort(), [
      "_loc",
      "authorizations",
      "authorizedGroup",
      "id",
      "rotation.nextSecret",
      "validUntil",
    ]);
    assert.match(String(reasons.get("_loc")), /declare tenant and teams/);
    assert.match(String(reasons.get("authorizations")), /declare the scope and authorizedEntities/);
    assert.match(String(reasons.get("authorizedGroup")), /declare groupId/);
    assert.match(String(reasons.get("id")), /declare clientId/);
    assert.match(String(reasons.get("rotation.nextSecret")), /remove it/);
    assert.match(String(reasons.get("validUntil")), /2030-01-01T00:00:00\.000Z/);
  });

  it("counts the server's defaults in where a grace period is not shorter than a rotation", () => {
    assert.deepEqual(refused({ rotation: { rotationEvery: 24 } }), ["rotation"]);
    assert.deepEqual(refused({ rotation: { rotationEvery: 24, gracePeriod: 24 } }), ["rotation"]);
    assert.deepEqual(refused({ rotation: { gracePeriod: 744 } }), ["rotation"]);
    assert.deepEqual(refused({ rotation: { rotationEvery: 0, gracePeriod: 0 } }), ["rotation.rotationEvery"]);
    assert.deepEqual(refused({ rotation: { rotationEvery: 24, gracePeriod: 23 } }), []);
    assert.deepEqual(refused({ rotation: { enabled: true } }), []);
  });

  it("takes members as entities of every kind or as scopes, and no id of a route or an API of itself", () => {
    assert.deepEqual(
      refused({
        authorizedEntities: ["route-composition_x", "api_a1", { routeId: "route_56e2" }, { apiId: "a" }],
      }),
      [],
    );
    assert.deepEqual(
      normalised({
        groupId: "g1",
        authorizedEntities: [{ routeId: "route_56e2" }, { groupId: "g1" }, "api_a"],
      }),
      { groupId: "g1", authorizedEntities: ["route_route_56e2", "api_a"] },
    );
    const bare = "route_4b5f3c1e-9a51-4a53-8e86-0f2ad0c2f6d1";
    assert.deepEqual(refused({ authorizedEntities: [bare] }), ["authorizedEntities[0]"]);
    assert.deepEqual(refused({ authorizedEntities: [{ routeId: bare }] }), []);
    assert.deepEqual(refused({ authorizedEntities: [{ routeId: "a", groupId: "b" }] }), [
      "authorizedEntities[0]",
    ]);
    assert.deepEqual(refused({ authorizedEntities: ["x"] }), ["authorizedEntities[0]"]);
  });

  it("looks at a metadata entry named __proto__ as at any other", () => {
    const entry = (value: unknown): object => Object.fromEntries([["__proto__", value]]);
    assert.deepEqual(refused({ metadata: entry(3) }), ["metadata.__proto__"]);
    assert.deepEqual(refused({ metadata: entry("x") }), []);
  });

  it("demands exactly one scope", () => {
    const scopes = (args: object): string[] =>
      failuresOf({ clientName: "n", ...args }).map((one) => one.property);
    assert.deepEqual(scopes({}), ["groupId"]);
    assert.deepEqual(scopes({ groupId: "g", serviceId: "s" }), ["serviceId", "groupId"]);
    assert.deepEqual(scopes({ routeId: "r" }), []);
  });

  const destroyed: [string, object, string][] = [
    [
      "a metadata value that is not a string, which would empty the whole map",
      { metadata: { a: 1 } },
      "metadata.a",
    ],
    ["an empty metadata name, which would be dropped", { metadata: { "": "x" } }, "metadata"],
    ["a tag that is not a string, which would drop all tags", { tags: ["a", 1] }, "tags[1]"],
    ["a flag as text, which would take the default", { enabled: "false" }, "enabled"],
    ["a quota as text", { dailyQuota: "5" }, "dailyQuota"],
    ["a quota that is no whole number", { dailyQuota: 6.5 }, "dailyQuota"],
    ["a negative quota", { monthlyQuota: -1 }, "monthlyQuota"],
    ["a quota that JSON cannot hold exactly", { throttlingQuota: 2 ** 53 }, "throttlingQuota"],
    ["a validUntil in epoch milliseconds", { validUntil: 4102444800000 }, "validUntil"],
    ["a validUntil without time zone", { validUntil: "2030-01-01T00:00:00" }, "validUntil"],
    ["a day that does not exist", { validUntil: "2030-02-30T00:00:00Z" }, "validUntil"],
    ["a hour that does not exist", { validUntil: "2030-02-20T25:00:00Z" }, "validUntil"],
    [
      "a path without method, which would be dropped",
      { restrictions: { allowed: [{ path: "/" }] } },
      "restrictions.allowed[0].method",
    ],
    [
      "a strategy of an unknown kind, which would become none",
      { throttlingStrategy: { id: "Nope" } },
      "throttlingStrategy.id",
    ],
    [
      "a strategy without its quota",
      { throttlingStrategy: { id: "FixedWindowStrategyConfig" } },
      "throttlingStrategy.quota",
    ],
    [
      "an entity without prefix, which would become a group",
      { authorizedEntities: ["g2"] },
      "authorizedEntities[0]",
    ],
    ["an entity of an unknown kind", { authorizedEntities: ["tenant_x"] }, "authorizedEntities[0]"],
    ["a blank clientName", { clientName: " " }, "clientName"],
    ["a blank clientId", { clientId: "" }, "clientId"],
    ["a clientId that no URL can hold", { clientId: ".." }, "clientId"],
    ["a blank secret", { clientSecret: "" }, "clientSecret"],
    ["an argument that does not exist", { dailyQuotas: 1 }, "dailyQuotas"],
    ["an unknown part of rotation", { rotation: { nextSecret: "x" } }, "rotation.nextSecret"],
    ["a key larger than the server takes", { metadata: { large: "x".repeat(102_400) } }, "metadata"],
  ];
  for (const [what, args, property] of destroyed) {
    it(`refuses ${what}`, () => assert.deepEqual(refused(args), [property]));
  }

  it("takes a key just as large as the server takes, counted in bytes", () => {
    const overhead = 150;
    assert.deepEqual(refused({ metadata: { large: "é".repeat(51_200 - overhead) } }), []);
    assert.deepEqual(refused({ metadata: { large: "é".repeat(51_200) } }), ["metadata"]);
  });

  it("counts a generated id and secret in, and names the largest property", () => {
    const of = (length: number): unknown =>
      failuresOf({ groupId: "g1", description: "x".repeat(length), metadata: { a: "x" } });
    const body = { clientId: "x".repeat(16), clientSecret: "x".repeat(64), clientName: "x".repeat(16) };
    const rest = JSON.stringify({ ...body, description: "", metadata: { a: "x" } }).length;
    assert.deepEqual(of(102_400 - rest), []);
    assert.deepEqual(of(102_401 - rest), [
      {
        property: "description",
        reason: "makes the key's JSON 102401 bytes long; Otoroshi accepts at most 102400",
      },
    ]);
  });

  it("counts a patch as well, which names the scope among the entities", () => {
    const identity = { clientId: "c", clientSecret: "s", clientName: "n" };
    const authorizedEntities = [`service_${"x".repeat(102_100)}`];
    assert.deepEqual(refused({ ...identity, authorizedEntities, groupId: "g1" }), []);
    assert.deepEqual(refused({ ...identity, authorizedEntities, groupId: "g".repeat(300) }), [
      "authorizedEntities",
    ]);
  });

  it("says by its place what is wrong, in a list of many and under names that look like numbers", () => {
    const tags = Array.from({ length: 12 }, (_, index) => (index === 11 ? 5 : "a"));
    assert.deepEqual(refused({ tags, metadata: { a1: 5, "1a": 5 } }), [
      "tags[11]",
      "metadata.a1",
      "metadata.1a",
    ]);
  });

  it("says of a number that is given as a text that it is one", () => {
    const [text, fraction] = [{ dailyQuota: "5" }, { dailyQuota: 0.5 }].map(
      (args) => failuresOf({ groupId: "g1", ...args })[0]?.reason ?? "",
    );
    assert.match(text ?? "", /^must be a whole number .*, not a string$/u);
    assert.match(fraction ?? "", /^must be a whole number/u);
  });

  it("names the argument for what looks like the id of a route or of an API", () => {
    const id = "11111111-2222-4333-8444-555555555555";
    for (const [entity, argument] of [
      [`route_${id}`, "routeId"],
      [`api_${id}`, "apiId"],
      [`route_dev_${id}`, "routeId"],
    ] as const) {
      const [failure] = failuresOf({ groupId: "g1", authorizedEntities: [entity] });
      assert.match(failure?.reason ?? "", new RegExp(`pass it as a scope: \\{ ${argument}: "..." \\}`, "u"));
    }
  });

  it("says of what an unknown property is none", () => {
    const reasons = failuresOf({
      groupId: "g1",
      dailyQuotas: 1,
      restrictions: { allow: [] },
      rotation: { every: 1 },
    });
    assert.deepEqual(
      reasons.map(({ property, reason }) => `${property} ${reason}`),
      [
        "restrictions.allow is not a property of restrictions; did you mean allowed?",
        "rotation.every is not a property of rotation, which has enabled, rotationEvery, gracePeriod",
        "dailyQuotas is not an argument of ApiKey; did you mean dailyQuota?",
      ],
    );
  });

  it("says why a name of metadata or an entity is refused", () => {
    assert.deepEqual(failuresOf({ groupId: "g1", metadata: { "": "x" } }), [
      { property: "metadata", reason: "must not be empty: Otoroshi drops an entry without a name" },
    ]);
    const [failure, ...more] = failuresOf({ groupId: "g1", authorizedEntities: ["nothing"] });
    assert.deepEqual([failure?.property, more], ["authorizedEntities[0]", []]);
    assert.match(failure?.reason ?? "", /^must be /u);
  });

  it("refuses what is wrong beside something that is not known yet", () => {
    assert.deepEqual(refused({ restrictions: { enabled: UNKNOWN, bogus: 1 } }), ["restrictions.bogus"]);
    assert.deepEqual(refused({ throttlingStrategy: { id: "Fixed", bucketKey: UNKNOWN } }), [
      "throttlingStrategy.id",
    ]);
  });

  it("never repeats a value, which may be a secret", () => {
    const reasons = JSON.stringify(
      failuresOf({ groupId: "g1", clientSecret: { hidden: "s3cret" }, metadata: { a: 77 } }),
    );
    assert.doesNotMatch(reasons, /s3cret|77/);
  });

  it("lets pass what is not known yet, whatever its type and wherever it is", () => {
    assert.deepEqual(
      refused({
        groupId: UNKNOWN,
        dailyQuota: UNKNOWN,
        tags: ["a", UNKNOWN],
        metadata: { a: UNKNOWN },
        rotation: UNKNOWN,
        restrictions: { allowed: [{ method: "GET", path: UNKNOWN }] },
        throttlingStrategy: { id: UNKNOWN },
        validUntil: UNKNOWN,
      }),
      [],
    );
    assert.deepEqual(refused({ dailyQuota: UNKNOWN, tags: [1, UNKNOWN] }), ["tags[0]"]);
  });

  it("leaves the scope and repetitions out of authorizedEntities", () => {
    const inputs = normalised({
      groupId: "g1",
      authorizedEntities: ["group_g2", "group_g1", "group_g2"],
      __provider: "x",
    });
    assert.deepEqual(inputs, { groupId: "g1", authorizedEntities: ["group_g2"] });
  });
});
