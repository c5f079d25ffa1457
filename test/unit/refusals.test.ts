import assert from "node:assert/strict";
import fc from "fast-check";
import { argumentFailures } from "../../provider/state/validation";

const WHOLE = "must be a whole number from 0 to 9007199254740991";
const ENTITY = "must be group_, service_, route_, route-composition_ or api_ followed by an id";

describe("the refusal of an argument", () => {
  const bare = "4b5f3c1e-9a51-4a53-8e86-0f2ad0c2f6d1";
  for (const [args, property, reason] of [
    [{ dailyQuota: 6.5 }, "dailyQuota", WHOLE],
    [{ dailyQuota: "5" }, "dailyQuota", `${WHOLE}, not a string`],
    [{ validUntil: "soon" }, "validUntil", "must be a date-time such as 2030-01-31T12:00:00Z"],
    [{ validUntil: true }, "validUntil", "must be a date-time such as 2030-01-31T12:00:00Z"],
    [{ validUntil: 1_893_456_000_000 }, "validUntil", "must be a date-time such as 2030-01-01T00:00:00.000Z"],
    [{ authorizedEntities: ["g2"] }, "authorizedEntities[0]", ENTITY],
    [{ authorizedEntities: [5] }, "authorizedEntities[0]", "must be a string or a scope such as { routeId }"],
    [
      { authorizedEntities: [`route_${bare}`] },
      "authorizedEntities[0]",
      'looks like the id of a route or an API itself; pass it as a scope: { routeId: "..." }',
    ],
    [
      { authorizedEntities: [`api_${bare}`] },
      "authorizedEntities[0]",
      'looks like the id of a route or an API itself; pass it as a scope: { apiId: "..." }',
    ],
    [
      { rotation: { rotationEvery: 24 } },
      "rotation",
      "rotationEvery must be greater than gracePeriod (168 hours, the default)",
    ],
    [
      { rotation: { gracePeriod: 800 } },
      "rotation",
      "rotationEvery (744 hours, the default) must be greater than gracePeriod",
    ],
    [{ metadata: { "": "x" } }, "metadata", "must not be empty: Otoroshi drops an entry without a name"],
    [
      { throttlingStrategy: { id: "LocalTokensBucketStrategyConfig", quota: { window: 1, capacity: 2 } } },
      "throttlingStrategy.quota.capacity",
      "is not a property of throttlingStrategy.quota, which has window, daily, monthly",
    ],
  ] as const) {
    it(`says what it must be: ${JSON.stringify(args)}`, () => {
      assert.deepEqual(argumentFailures({ groupId: "g1", ...args }), [{ property, reason }]);
    });
  }

  it("never fails, whatever the arguments are", () => {
    const names = [
      "restrictions",
      "rotation",
      "metadata",
      "throttlingStrategy",
      "authorizedEntities",
      "tags",
    ];
    const inner = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom("allowed", "id", "quota", "enabled", "x", ""), fc.anything()),
      fc.array(fc.dictionary(fc.constantFrom("method", "path", "authorized_entity"), fc.anything())),
      fc.record({
        allowed: fc.array(fc.record({ authorized_entity: fc.anything(), method: fc.anything() })),
      }),
      fc.record({ id: fc.constant("FixedWindowStrategyConfig"), quota: fc.anything() }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), inner), (args) => {
        for (const { property, reason } of argumentFailures({ groupId: "g1", ...args })) {
          assert.ok(property.length > 0 && reason.length > 0);
        }
      }),
    );
  });
});
