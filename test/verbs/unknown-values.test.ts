import assert from "node:assert/strict";
import { endScenes, foreign, scene } from "./scene";
import { Stack, type Properties } from "./stack";

/** What the engine gives for a value that is not known yet. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const whole: Properties = {
  groupId: "g1",
  clientId: "k",
  clientSecret: "a-declared-secret",
  clientName: "name",
  description: "text",
  enabled: true,
  readOnly: false,
  allowClientIdOnly: true,
  constrainedServicesOnly: true,
  throttlingQuota: 5,
  dailyQuota: 6,
  monthlyQuota: 7,
  throttlingStrategy: {
    id: "FixedWindowStrategyConfig",
    quota: { window: 5, daily: 6 },
    windowDurationMs: 1000,
  },
  restrictions: {
    enabled: true,
    allowLast: false,
    allowed: [{ method: "GET", path: "/a", authorized_entity: { kind: "group", id: "g1" } }],
    forbidden: [{ method: "GET", path: "/b" }],
  },
  rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 },
  validUntil: "2100-01-01T00:00:00Z",
  tags: ["a", "b"],
  metadata: { a: "1", b: "2" },
  authorizedEntities: ["group_g2", { groupId: "g3" }],
  tenant: "default",
  teams: ["default", "x"],
  adopt: true,
  secretRotationTriggers: [{ a: [1] }],
  quotaResetTriggers: [1],
};

/** Where values stand in the arguments, at any depth. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const here = path.length === 0 ? [] : [path];
  if (typeof value !== "object" || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

function withUnknown(path: readonly string[]): Properties {
  const args = structuredClone(whole);
  const parent = path.slice(0, -1).reduce<Properties>((at, name) => at[name] as Properties, args);
  parent[path.at(-1) ?? ""] = UNKNOWN;
  return args;
}

describe("a value that is not known yet", () => {
  afterEach(endScenes);

  for (const path of placesIn(whole)) {
    it(`at ${path.join(".")} is a change of an existing key, and never shown as a value`, async () => {
      const { otoroshi, stack } = await scene();
      foreign(otoroshi, "k", { authorizedEntities: ["group_g1", "group_g2"] });
      await stack.up({ a: whole });
      const args = withUnknown(path);
      const existing = await stack.preview({ a: args });
      const adopted = await new Stack(otoroshi).preview({ b: args });
      assert.deepEqual(existing.steps, { a: path[0] === "clientId" ? "replace" : "update" });
      assert.deepEqual(adopted.steps, { b: "create" });
      for (const { errors, refused, said } of [existing, adopted]) {
        assert.deepEqual([errors, refused], [{}, {}]);
        assert.ok(!said.includes(UNKNOWN), said);
      }
    });
  }
});
