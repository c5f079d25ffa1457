import assert from "node:assert/strict";
import sinon from "sinon";
import { isPlainObject, withoutAbsent } from "../../provider/model/absent";
import { declaredAttributes, fixedAttributes, sameDeclared } from "../../provider/model/attributes";
import { dateTimeOf, isPast } from "../../provider/model/instant";
import { instant, set, strategy, text } from "../../provider/model/kinds";
import { paths } from "../../provider/model/restrictions";

describe("a value of an api key", () => {
  for (const attribute of fixedAttributes) {
    const some = attribute.field.initial ?? "2030-01-01T00:00:00Z";
    it(`of ${attribute.name} is not the same as none, and no error`, () => {
      for (const none of [undefined, null]) {
        assert.equal(sameDeclared(attribute, some, none), false);
        assert.equal(sameDeclared(attribute, none, some), false);
        assert.equal(sameDeclared(attribute, none, none), true);
      }
      assert.equal(sameDeclared(attribute, some, some), true);
    });
  }

  it("that is not known yet declares no part of a group and no entry of a map", () => {
    assert.deepEqual(declaredAttributes({ rotation: "unknown", metadata: "unknown" }), []);
  });

  it("that the server has none of is no output, but for lists, which are empty", () => {
    assert.deepEqual([text.read(null), text.read(undefined), instant.read(null)], Array(3).fill(undefined));
    assert.deepEqual([paths.read(null), paths.read(undefined)], [[], []]);
  });

  it("that no double holds is a text of its digits, inside of a strategy as well", () => {
    const read = strategy.read({ id: "x", quota: { window: 2n ** 60n, list: [1, 2n ** 61n] } });
    assert.deepEqual(read, {
      id: "x",
      quota: { window: "1152921504606846976", list: [1, "2305843009213693952"] },
    });
  });

  it("that is an empty set is what a server means by none, and no other set is", () => {
    assert.deepEqual([set.matches([], null), set.matches([], undefined)], [true, true]);
    assert.deepEqual([set.matches(["a"], null), set.matches(["a"], undefined)], [false, false]);
  });

  it("is left out when it says nothing, from an object without a prototype as well", () => {
    const bare = Object.assign(Object.create(null) as object, { a: null, b: { c: undefined, d: 1 } });
    assert.deepEqual(withoutAbsent(bare), { b: { d: 1 } });
    assert.deepEqual(
      [undefined, null, "a", [], () => 1, new Date()].map(isPlainObject),
      Array(6).fill(false),
    );
  });
});

describe("an instant of the server", () => {
  afterEach(() => sinon.restore());

  it("is told as a date-time as far as dates reach, and as its number beyond", () => {
    assert.equal(dateTimeOf(8.64e15), "+275760-09-13T00:00:00.000Z");
    assert.equal(dateTimeOf(8.64e15 + 1000), "8640000000001000");
  });

  it("has passed from its own millisecond on", () => {
    sinon.useFakeTimers({ now: 1_000, toFake: ["Date"] });
    assert.deepEqual([999, 1_000, 1_001].map(isPast), [true, true, false]);
  });

  it("has passed, or has not, when no double holds it, and none never has", () => {
    assert.deepEqual([-(2n ** 60n), 2n ** 60n, null, undefined, ""].map(isPast), [
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
