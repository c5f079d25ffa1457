import assert from "node:assert/strict";
import fc from "fast-check";
import { ListItems } from "../../provider/client/list-items";

/** The items of a text that arrives in pieces; `undefined` when it is no list. */
function itemsOf(text: string, size = Infinity): string[] | undefined {
  const items: string[] = [];
  const list = new ListItems(() => (item) => items.push(item.toString()));
  const bytes = Buffer.from(text);
  list.begin();
  for (let start = 0; start < bytes.length; start += size) list.take(bytes.subarray(start, start + size));
  return list.whole ? items : undefined;
}

describe("the items of a list", () => {
  it("are the texts of what the list holds, whatever that is and in whatever pieces it arrives", () => {
    const list = fc.array(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }));
    const spaces = fc.constantFrom(undefined, 1, "\t");
    const sizes = fc.constantFrom(1, 2, 3, 7, 64, Infinity);
    fc.assert(
      fc.property(list, spaces, sizes, (items, space, size) => {
        const texts = itemsOf(JSON.stringify(items, null, space), size);
        assert.deepEqual(
          texts?.map((text) => JSON.parse(text) as unknown),
          JSON.parse(JSON.stringify(items)),
        );
      }),
    );
  });

  it("keep brackets, commas, quotes and backslashes within texts", () => {
    assert.deepEqual(itemsOf('[{"a":"],["},"\\\\\\"[",{"b":[1,{"c":"}"}]}]'), [
      '{"a":"],["}',
      '"\\\\\\"["',
      '{"b":[1,{"c":"}"}]}',
    ]);
  });

  it("are not told of a text that is no list, or not whole", () => {
    for (const text of [
      ...["", "{}", '"[]"', "[", "[1", '[{"a":1}', "[1]]", "[1}", "[1] x", '[1],"x"', "null", '{"a":[]}'],
      ...["<p>[1]</p>", "[] []", '["]', "[[1]"],
    ]) {
      assert.equal(itemsOf(text), undefined, text);
      assert.equal(itemsOf(text, 1), undefined, text);
    }
    assert.deepEqual(itemsOf(" [ ] \n", 1), []);
  });

  it("begin anew with the request", () => {
    const attempts: string[][] = [];
    const list = new ListItems(() => {
      const items: string[] = [];
      attempts.push(items);
      return (item) => items.push(item.toString());
    });
    for (const text of ['[1,{"cut', "<p>", "[2,3]"]) {
      list.begin();
      list.take(Buffer.from(text));
    }
    assert.deepEqual([attempts, list.whole, list.beginning], [[["1"], [], ["2", "3"]], true, "[2,3]"]);
  });
});
