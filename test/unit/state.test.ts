import assert from "node:assert/strict";
import { hasUnknown, withoutProvider, PROGRAM_KEY, PROVIDER_KEY } from "../../provider/state/inputs";
import { present } from "../../provider/state/normalised";
import { stateWith } from "../../provider/state/outputs";
import { PartialFailure } from "../../provider/state/partial-failure";
import { declaredBefore, stateOf, stored, type State } from "../../provider/state/state";
import { liveKey } from "./key";

/** What was declared, by the attribute's name. */
function declaredIn(state: State): Record<string, unknown> {
  return Object.fromEntries(declaredBefore(state).map(([{ name }, value]) => [name, value]));
}

/** What a server has answered of a key: there the scope is among the entities. */
const answered = { groupId: "g1", authorizedEntities: ["group_g1"] };

describe("a state", () => {
  it("is read as it was stored", () => {
    const inputs = { groupId: "g1", description: "mine", authorizedEntities: ["route_r1"] };
    const live = liveKey({ description: "mine", authorizedEntities: ["group_g1", "route_r1"] });
    const state = {
      ...stateWith(inputs, live, { resource: "ab12", name: undefined, owed: ["reset"] }),
      sentSecret: "sent",
    };
    assert.deepEqual(stateOf("billing-id", stored(state)), state);
    assert.deepEqual(declaredIn(state), { description: "mine", authorizedEntities: ["route_r1"] });
  });

  it("leaves out of what was declared a name that this release does not know, and one without a value", () => {
    const state = stateWith({ groupId: "g1", dailyQuota: 5 }, liveKey({ dailyQuota: 5 }), {
      resource: "ab12",
      name: undefined,
      owed: [],
    });
    const declared = new Set(["dailyQuota", "colour", "validUntil", "authorizedEntities"]);
    const outputs = { ...state.outputs, authorizedEntities: undefined };
    assert.deepEqual(declaredIn({ ...state, declared, outputs }), { dailyQuota: 5 });
  });

  describe("of an earlier release", () => {
    const recordOf = (olds: object): unknown[] => {
      const { resource, creation, owed, declared } = stateOf("k", olds);
      return [resource, creation, owed, [...declared]];
    };

    it("knows that the key was created when the server has answered, or anything was declared", () => {
      assert.deepEqual(recordOf({ ...answered, managed: [] }), ["", "known", [], []]);
      assert.deepEqual(recordOf({ ...answered, managed: ["tags"] }), ["", "known", [], ["tags"]]);
      assert.deepEqual(recordOf({ groupId: "g1", managed: '["tags"]' }), ["", "known", [], ["tags"]]);
    });

    it("knows it of a state without a record", () => {
      assert.deepEqual(recordOf({ groupId: "g1" }), ["", "known", [], []]);
      assert.deepEqual(recordOf(answered), ["", "known", [], []]);
    });

    it("does not know it when nothing was declared and nothing answered", () => {
      for (const managed of [[], "[]", "{}"])
        assert.deepEqual(recordOf({ groupId: "g1", managed }), ["", "unknown", [], []]);
    });
  });

  it("that a failure leaves names the failure, and keeps the provider's own reference", () => {
    const state = stateWith({ groupId: "g1" }, liveKey(), { resource: "ab12", name: undefined, owed: [] });
    const failure = new PartialFailure("it went wrong", "billing-id", state);
    assert.deepEqual(
      [failure.name, failure.message, failure.id, failure.reasons],
      ["PartialFailure", "it went wrong", "billing-id", ["it went wrong"]],
    );
    assert.deepEqual(failure.properties, stored(state));
    failure.referTo({ [PROVIDER_KEY]: "reference", description: "not this" });
    assert.deepEqual(failure.properties, { ...stored(state), [PROVIDER_KEY]: "reference" });
  });
});

describe("properties as the engine gives them", () => {
  it("lose the provider's reference and the program's note, and nothing else", () => {
    const given = { [PROVIDER_KEY]: "reference", [PROGRAM_KEY]: "{}", description: "x" };
    assert.deepEqual(withoutProvider(given), { description: "x" });
  });

  it("are known when there is none, null included", () => {
    for (const value of [undefined, null, "", 0, [], {}, { a: null }]) assert.ok(!hasUnknown(value));
  });

  it("have no negative zero, at any depth", () => {
    assert.deepEqual(present({ dailyQuota: -0, secretRotationTriggers: [-0, { a: [-0] }, -1] }), {
      dailyQuota: 0,
      secretRotationTriggers: [0, { a: [0] }, -1],
    });
  });
});
