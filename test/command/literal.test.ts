import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { format } from "prettier";
import { literal, object, quoted, visible, type Literal } from "../../provider/command/literal";
import { texts } from "./random-keys";

// The two kinds of objects there are: of arguments, whose names are short, and of texts by any name.
const short = fc.string({ unit: "grapheme-ascii", maxLength: 20 }).filter((name) => name !== "__proto__");
const anything = texts.filter((name) => name !== "__proto__");

/** On the width of characters that do not exist, or are drawn over others, libraries disagree. */
const ODD_WIDTH = /[\p{Cn}\p{Co}\p{M}]/u;

const values: fc.Arbitrary<{ [name: string]: Literal }> = fc.dictionary(
  short,
  fc.oneof(
    texts,
    fc.boolean(),
    fc.nat(),
    fc.array(texts, { maxLength: 6 }),
    fc.dictionary(anything, texts, { maxKeys: 4 }),
    fc.dictionary(short, fc.oneof(fc.nat(), fc.array(fc.record({ method: texts, path: texts }))), {
      maxKeys: 3,
    }),
  ),
  { maxKeys: 5 },
);

describe("a value as TypeScript", () => {
  it("means the value, whatever characters are in it", () => {
    fc.assert(
      fc.property(values, (value) => {
        const back = runInNewContext(`(${object(value, "")})`) as unknown;
        assert.deepEqual(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it("is as Prettier formats it by default", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        fc.pre(!ODD_WIDTH.test(JSON.stringify(value)));
        const source = `const x = ${object(value, "")};\n`;
        assert.equal(await format(source, { parser: "typescript" }), source);
      }),
      { numRuns: 500 },
    );
  });

  it("stays on one line up to 80 columns, a comma counted in", () => {
    const tags = ["a".repeat(30), "b".repeat(30)];
    assert.equal(literal(tags, "", 10), `["${tags.join('", "')}"]`);
    assert.equal(literal(tags, "", 12), `[\n  "${tags.join('",\n  "')}",\n]`);
  });

  it("moves a long text to a line of its own, but for a name so short that it would gain nothing", () => {
    const long = "a".repeat(80);
    assert.equal(object({ name: long }, ""), `{\n  name: "${long}",\n}`);
    assert.equal(object({ names: long }, ""), `{\n  names:\n    "${long}",\n}`);
  });

  it("quotes a name that not every compiler takes for an identifier", () => {
    assert.equal(object({ é: "", "\u{323b0}": "" }, ""), '{\n  é: "",\n  "\u{323b0}": "",\n}');
  });

  it("shows what cannot be seen", () => {
    assert.equal(quoted("a\u202eb\n\u00a0'"), '"a\\u202eb\\n\\u00a0\'"');
    assert.equal(visible("👩‍👩‍👧 日本"), "👩‍👩‍👧 日本");
  });
});
