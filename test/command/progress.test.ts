import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { Progress, type Terminal } from "../../provider/command/progress";

/** A stream that keeps what is written to it, and is a terminal or not. */
function stream(isTTY: boolean): { terminal: Terminal; written: () => string } {
  const through = new PassThrough();
  const nothing = (): boolean => true;
  const moves = { columns: 80, rows: 24, cursorTo: nothing, clearLine: nothing, moveCursor: nothing };
  const terminal = Object.assign(through, isTTY ? { isTTY, ...moves } : {}) as unknown as Terminal;
  let text = "";
  through.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return { terminal, written: () => stripVTControlCharacters(text) };
}

function work(progress: Progress): void {
  progress.begin("Listing keys", 2);
  progress.step();
  progress.say("warning: something");
  progress.step();
  progress.end();
}

describe("the progress of a command", () => {
  it("is a bar on a terminal, with lines above it", () => {
    const { terminal, written } = stream(true);
    work(new Progress(terminal));
    assert.match(written(), /Listing keys .*0\/2/u);
    assert.match(written(), /warning: something\n/u);
  });

  it("is told what only a person wants on a terminal alone", () => {
    for (const [isTTY, expected] of [
      [true, "Server: http://o\n"],
      [false, ""],
    ] as const) {
      const { terminal, written } = stream(isTTY);
      new Progress(terminal).note("Server: http://o");
      assert.equal(written(), expected);
    }
  });

  it("is nothing but the lines in a pipe", () => {
    const { terminal, written } = stream(false);
    work(new Progress(terminal));
    assert.equal(written(), "warning: something\n");
  });
});
