import assert from "node:assert/strict";
import fc from "fast-check";
import { itemTexts } from "../../provider/client/list-items";

describe("the items of a list", () => {
  it("are the texts of what the list holds, whatever that is", () => {
    const list = fc.array(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }));
    const spaces = fc.constantFrom(undefined, 1, "\t");
    fc.assert(
      fc.property(list, spaces, (items, space) => {
        const texts = itemTexts(JSON.stringify(items, null, space));
        assert.deepEqual(
          texts?.map((text) => JSON.parse(text) as unknown),
          JSON.parse(JSON.stringify(items)),
        );
      }),
    );
  });

  it("keep brackets, commas, quotes and backslashes within texts", () => {
    assert.deepEqual(itemTexts('[{"a":"],["},"\\\\\\"[",{"b":[1,{"c":"}"}]}]'), [
      '{"a":"],["}',
      '"\\\\\\"["',
      '{"b":[1,{"c":"}"}]}',
    ]);
  });

  it("are not told of a text that is no list, or not whole", () => {
    for (const text of [
      "",
      "{}",
      '"[]"',
      "[",
      "[1",
      '[{"a":1}',
      "[1]]",
      "[1] x",
      '[1],"x"',
      "null",
      '{"a":[]}',
    ])
      assert.equal(itemTexts(text), undefined, text);
    assert.deepEqual(itemTexts(" [ ] "), []);
  });
});
