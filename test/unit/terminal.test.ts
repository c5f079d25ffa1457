import assert from "node:assert/strict";
import { drawn, settled } from "../picture/terminal";

describe("the picture of a terminal", () => {
  it("has the command, the text and its colours, and leaves no escape sequence or markup", () => {
    const svg = drawn("pulumi preview", '\u001b[1m\u001b[33m~ 1 to <update>\u001b[0m\nbilling & "more"\n');
    assert.match(svg, /\$ pulumi preview/);
    assert.match(svg, /<tspan fill="#e3b341" font-weight="bold">~ 1 to &lt;update&gt;<\/tspan>/);
    assert.match(svg, /billing &amp; &quot;more&quot;/);
    // eslint-disable-next-line no-control-regex -- what is looked for
    assert.doesNotMatch(svg, /\u001b/);
  });

  it("knows the colours of a palette, as Pulumi writes them", () => {
    const svg = drawn("x", "\u001b[38;5;3ma\u001b[0m\u001b[38;5;13mb\u001b[0m");
    assert.match(svg, /<tspan fill="#e3b341">a<\/tspan><tspan fill="#d2a8ff">b<\/tspan>/);
  });

  it("leaves out the progress, which a terminal draws over", () => {
    const output = "Previewing\n\n\u001b[33m@ previewing...\u001b[0m\n\n   x running said\n + key create\n";
    assert.equal(settled(output), "Previewing\n\n + key create\n");
  });
});
