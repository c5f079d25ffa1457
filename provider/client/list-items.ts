import type { Intake } from "./streamed";

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN, CLOSE, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Bytes that are kept to tell what a text is that is no list. */
const TELLING = 1_000;

/**
 * Divides a list in JSON into the texts of its items as it arrives: a list of thousands of keys costs several times
 * its text as objects, and so does the whole of it as one text. What is in an item is not looked at.
 */
export class ListItems implements Intake {
  #take: (item: Buffer) => void = () => undefined;
  #depth = 0;
  #within: "text" | "escape" | undefined;
  /** What came of the present item in chunks before. */
  #parts: Buffer[] = [];
  #count = 0;
  #begun = false;
  #other = false;
  #beginning = "";

  /** @param attempt is called when the list begins, at a repeated request once more, and gives what takes its items */
  constructor(private readonly attempt: () => (item: Buffer) => void) {}

  /** Whether a list has arrived, whole and by itself. */
  get whole(): boolean {
    return this.#begun && this.#depth === 0 && !this.#other;
  }

  /** What the text begins with. */
  get beginning(): string {
    return this.#beginning;
  }

  begin(): void {
    this.#take = this.attempt();
    this.#depth = this.#count = 0;
    this.#within = undefined;
    this.#parts = [];
    this.#begun = this.#other = false;
    this.#beginning = "";
  }

  take(chunk: Buffer): void {
    if (this.#beginning.trim() === "") this.#beginning = chunk.toString("utf8", 0, TELLING);
    let start = 0;
    for (let index = 0; index < chunk.length && !this.#other; index += 1) {
      const byte = chunk[index] as number;
      if (this.#within !== undefined) this.#within = after(byte, this.#within);
      else if (this.#depth === 0) {
        if (isSpace(byte)) continue;
        this.#other = this.#begun || byte !== OPEN;
        this.#begun = true;
        this.#depth = 1;
        start = index + 1;
      } else if (byte === QUOTE) this.#within = "text";
      else if (byte === OPEN || byte === OPEN_OBJECT) this.#depth += 1;
      else if (this.#depth === 1 && byte === CLOSE_OBJECT) this.#other = true;
      else if (this.#depth === 1 && (byte === COMMA || byte === CLOSE)) {
        this.#item(chunk.subarray(start, index), byte === CLOSE);
        start = index + 1;
        if (byte === CLOSE) this.#depth = 0;
      } else if (byte === CLOSE || byte === CLOSE_OBJECT) this.#depth -= 1;
    }
    if (this.#depth > 0) this.#parts.push(chunk.subarray(start));
  }

  #item(rest: Buffer, last: boolean): void {
    const item = this.#parts.length === 0 ? rest : Buffer.concat([...this.#parts, rest]);
    this.#parts = [];
    if (last && this.#count === 0 && item.every(isSpace)) return;
    this.#count += 1;
    this.#take(item);
  }
}

/** Where the byte behind one within a text is. */
function after(byte: number, within: "text" | "escape"): "text" | "escape" | undefined {
  if (within === "escape") return "text";
  if (byte === BACKSLASH) return "escape";
  return byte === QUOTE ? undefined : "text";
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
