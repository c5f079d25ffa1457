import assert from "node:assert/strict";
import { drawn } from "../picture/terminal";

describe("the picture of a terminal", () => {
  it("has the command, the text and its colours, and leaves no escape sequence or markup", () => {
    const svg = drawn("pulumi preview", '\u001b[1m\u001b[33m~ 1 to <update>\u001b[0m\nbilling & "more"\n');
    assert.match(svg, /\$ pulumi preview/);
    assert.match(svg, /<tspan fill="#e3b341" font-weight="bold">~ 1 to &lt;update&gt;<\/tspan>/);
    assert.match(svg, /billing &amp; &quot;more&quot;/);
    // eslint-disable-next-line no-control-regex -- what is looked for
    assert.doesNotMatch(svg, /\u001b/);
  });
});
