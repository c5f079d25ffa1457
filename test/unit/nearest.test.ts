import assert from "node:assert/strict";
import { nearest } from "../../provider/model/nearest";
import { argumentFailures } from "../../provider/state/validation";

describe("a name that there is none of", () => {
  const known = ["dailyQuota", "clientId", "tags", "url"];

  it("is told the known one that is likely to be meant, and no other", () => {
    assert.equal(nearest("dailyQota", known), "dailyQuota");
    assert.equal(nearest("clientID", known), "clientId");
    assert.equal(nearest("URL", known), "url");
    assert.equal(nearest("tag", known), "tags");
    assert.equal(nearest("quotas", known), undefined);
    assert.equal(nearest("x", known), undefined);
    assert.equal(nearest("x", []), undefined);
  });

  for (const [args, property, reason] of [
    [{ dailyQota: 5 }, "dailyQota", "is not an argument of ApiKey; did you mean dailyQuota?"],
    [{ colour: 5 }, "colour", "is not an argument of ApiKey"],
    [{ adpt: true }, "adpt", "is not an argument of ApiKey; did you mean adopt?"],
    [
      { restrictions: { x: 1 } },
      "restrictions.x",
      "is not a property of restrictions, which has enabled, allowLast, allowed, forbidden, notFound",
    ],
    [
      { rotation: { rotateEvery: 1 } },
      "rotation.rotateEvery",
      "is not a property of rotation; did you mean rotationEvery?",
    ],
    [
      { restrictions: { allowed: [{ method: "GET", path: "/", authorizedEntity: {} }] } },
      "restrictions.allowed[0].authorizedEntity",
      "is not a property of restrictions.allowed[0]; did you mean authorized_entity?",
    ],
    [
      { throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { windows: 5 } } },
      "throttlingStrategy.quota.windows",
      "is not a property of throttlingStrategy.quota; did you mean window?",
    ],
    [
      { throttlingStrategy: { id: "FixedWindow" } },
      "throttlingStrategy.id",
      "must be one of LegacyThrottlingStrategyConfig, FixedWindowStrategyConfig, LocalTokensBucketStrategyConfig, " +
        "DistributedRedisThrottlingStrategyConfig and LuaDistributedRedisThrottlingStrategyConfig",
    ],
  ] as const) {
    it(`is refused among the arguments: ${property}`, () => {
      assert.deepEqual(argumentFailures({ groupId: "g1", ...args }), [{ property, reason }]);
    });
  }
});
