import assert from "node:assert/strict";
import type { ApiKeyEntity } from "../../provider/client/entities";
import { attributeOf, type Attribute } from "../../provider/model/attributes";
import type { JsonObject } from "../../provider/model/json";
import { compare, differences, type Comparison } from "../../provider/reconcile/compare";
import { afterWrite, planOf, type PlanOptions } from "../../provider/reconcile/desired";
import type { Inputs } from "../../provider/state/inputs";
import { stateWith } from "../../provider/state/outputs";
import type { State } from "../../provider/state/state";
import { liveKey } from "./key";

const window5 = { id: "FixedWindowStrategyConfig" as const, quota: { window: 5 } };
const rotating = { enabled: true, rotationEvery: 744, gracePeriod: 168, nextSecret: null };

/** The state of a key that was declared so, and was live like that. */
function stateOf(inputs: Inputs, live: ApiKeyEntity = liveKey()): State {
  return stateWith({ groupId: "g1", ...inputs }, live, { resource: "made", name: undefined, owed: [] });
}

/** How one attribute of a live key stands to what is declared. */
function comparison(name: string, inputs: Inputs, live: ApiKeyEntity, options: PlanOptions = {}): Comparison {
  const plan = planOf({ groupId: "g1", ...inputs }, options);
  const desired = plan.desired.find(({ attribute }) => attribute.name === name);
  assert.ok(desired, `${name} is not desired`);
  return compare(desired, plan.situation(live as JsonObject), plan.state);
}

function attribute(name: string): Attribute {
  const found = attributeOf(name);
  assert.ok(found);
  return found;
}

describe("an attribute of a live key", () => {
  describe("is the same", () => {
    it("when it means what is desired, whatever the state holds", () => {
      const live = liveKey({ description: "new" });
      const state = stateOf({ description: "old" });
      assert.equal(comparison("description", { description: "new" }, live), "same");
      assert.equal(comparison("description", { description: "new" }, live, { state }), "same");
    });

    it("when nothing is desired, and it is null or missing", () => {
      const before = { validUntil: "2030-01-01T00:00:00Z" };
      const state = stateOf(before, liveKey({ validUntil: Date.UTC(2030, 0, 1) }));
      assert.equal(comparison("validUntil", {}, liveKey(), { state }), "same");
      assert.equal(comparison("validUntil", {}, liveKey({ validUntil: undefined }), { state }), "same");
    });

    it("when a strategy is not declared any more, and there is none", () => {
      const state = stateOf({ throttlingStrategy: window5 }, liveKey({ throttlingStrategy: window5 }));
      assert.equal(comparison("throttlingStrategy", {}, liveKey(), { state }), "same");
    });

    it("when a strategy holds more than was ever declared", () => {
      const live = liveKey({ throttlingStrategy: { ...window5, windowDurationMs: 5000 } });
      const declared = { throttlingStrategy: window5 };
      assert.equal(comparison("throttlingStrategy", declared, live), "same");
      assert.equal(comparison("throttlingStrategy", declared, live, { state: stateOf({}, live) }), "same");
      assert.equal(
        comparison("throttlingStrategy", declared, live, { state: stateOf(declared, live) }),
        "same",
      );
    });

    it("when a strategy was declared, the state does not know as what, and the live one contains what is now", () => {
      const live = liveKey({ throttlingStrategy: window5 });
      const { outputs, ...rest } = stateOf({ throttlingStrategy: window5 }, live);
      const state: State = { ...rest, outputs: { ...outputs, throttlingStrategy: undefined } };
      assert.equal(
        comparison("throttlingStrategy", { throttlingStrategy: window5 }, live, { state }),
        "same",
      );
    });
  });

  describe("is changed", () => {
    it("when no state knows the key", () => {
      assert.equal(comparison("description", { description: "new" }, liveKey()), "changed");
      assert.equal(comparison("dailyQuota", { dailyQuota: 5 }, liveKey({ dailyQuota: 7 })), "changed");
    });

    it("when it is as the state knows it, and desired otherwise", () => {
      const live = liveKey({ description: "old" });
      const state = stateOf({ description: "old" }, live);
      assert.equal(comparison("description", { description: "new" }, live, { state }), "changed");
    });

    it("when it is declared for the first time, and is null or missing as before", () => {
      const declared = { validUntil: "2030-01-01T00:00:00Z" };
      const state = stateOf({});
      assert.equal(comparison("validUntil", declared, liveKey(), { state }), "changed");
      assert.equal(
        comparison("validUntil", declared, liveKey({ validUntil: undefined }), { state }),
        "changed",
      );
    });

    it("when a property of a strategy is not declared any more, although the live one contains the rest", () => {
      const longer = { ...window5, windowDurationMs: 5000 };
      const live = liveKey({ throttlingStrategy: longer });
      const state = stateOf({ throttlingStrategy: longer }, live);
      assert.equal(
        comparison("throttlingStrategy", { throttlingStrategy: window5 }, live, { state }),
        "changed",
      );
    });
  });

  describe("has drifted", () => {
    it("when it is neither as desired nor as the state knows it", () => {
      const state = stateOf({ description: "mine" }, liveKey({ description: "mine" }));
      const live = liveKey({ description: "theirs" });
      assert.equal(comparison("description", { description: "mine" }, live, { state }), "drifted");
      assert.equal(comparison("description", { description: "new" }, live, { state }), "drifted");
    });

    it("when it had none, and somebody gave it one", () => {
      const live = liveKey({ validUntil: Date.UTC(2040, 0, 1) });
      const declared = { validUntil: "2030-01-01T00:00:00Z" };
      assert.equal(comparison("validUntil", declared, live, { state: stateOf({}) }), "drifted");
    });

    it("when the state does not know it, and there is one now, of whatever kind", () => {
      const outputs = { groupId: "g1", clientId: "k", clientSecret: "s", clientName: "n" };
      const state: State = { ...stateOf({}), outputs };
      const live = liveKey({ tags: ["theirs"], _loc: { tenant: "theirs", teams: ["theirs"] } });
      assert.equal(comparison("tags", { tags: ["mine"] }, live, { state }), "drifted");
      assert.equal(comparison("tenant", { tenant: "mine" }, live, { state }), "drifted");
    });

    it("when a name of metadata is to go, and somebody has written something else there", () => {
      const state = stateOf({ metadata: { env: "dev" } }, liveKey({ metadata: { env: "dev" } }));
      const after = (value: unknown): Comparison =>
        comparison("metadata.env", {}, liveKey({ metadata: { env: value } }), { state });
      assert.equal(after("prod"), "drifted");
      // A name with null is still a name.
      assert.equal(after(null), "drifted");
      assert.equal(after("dev"), "changed");
    });
  });

  describe("is the server's own", () => {
    const declared = { clientSecret: "first", rotation: { enabled: true } };
    const live = liveKey({ clientSecret: "second", rotation: rotating });
    const state = stateOf(declared, liveKey({ clientSecret: "first", rotation: rotating }));

    it("when the server rotates the secret, with a state and without one", () => {
      assert.equal(comparison("clientSecret", declared, live, { state }), "server");
      assert.equal(comparison("clientSecret", declared, live), "server");
    });

    it("unless another is declared than before", () => {
      const other = { ...declared, clientSecret: "other" };
      assert.equal(comparison("clientSecret", other, live, { state }), "drifted");
      const known = stateOf(declared, live);
      assert.equal(comparison("clientSecret", other, live, { state: known }), "changed");
    });

    it("unless it is asked for anew, until that has been written", () => {
      const anew = (one: Attribute): boolean => one.name === "clientSecret";
      assert.equal(comparison("clientSecret", declared, live, { state, anew }), "drifted");
      const plan = planOf({ groupId: "g1", ...declared }, { state, anew });
      assert.deepEqual(
        differences(plan, live as JsonObject).map((one) => [one.desired.attribute.name, one.comparison]),
        [["clientSecret", "drifted"]],
      );
      assert.deepEqual(differences(afterWrite(plan), live as JsonObject), []);
    });

    it("never when nothing is desired of it", () => {
      const { situation } = planOf({ groupId: "g1", rotation: { enabled: true } });
      const at = situation(live as JsonObject);
      const none = { attribute: attribute("clientSecret"), released: false };
      for (const value of [undefined, null])
        assert.equal(compare({ ...none, value }, at, undefined), "changed");
    });

    it("never for a field that the server leaves alone", () => {
      assert.equal(comparison("dailyQuota", { dailyQuota: 5 }, live), "changed");
    });
  });

  it("is a difference only when it has changed or drifted, in the order of the plan", () => {
    const before = { description: "mine", clientSecret: "first", rotation: { enabled: true }, dailyQuota: 1 };
    const was = liveKey({ ...before, rotation: rotating });
    const now = liveKey({ ...before, rotation: rotating, clientSecret: "second", dailyQuota: 2 });
    const plan = planOf({ groupId: "g1", ...before, description: "new" }, { state: stateOf(before, was) });
    assert.deepEqual(
      differences(plan, now as JsonObject).map((one) => [one.desired.attribute.name, one.comparison]),
      [
        ["description", "changed"],
        ["dailyQuota", "drifted"],
      ],
    );
  });
});
