import { Presets, SingleBar } from "cli-progress";

/** Where progress is shown. */
export type Terminal = NodeJS.WriteStream;

/** Shows how far a command is, on a terminal only, and takes lines for the person at any time. */
export class Progress {
  private bar: SingleBar | undefined;

  constructor(private readonly stream: Terminal = process.stderr) {}

  /** Begins something of so many steps; what was shown before goes away. */
  begin(what: string, steps: number): void {
    this.end();
    if (!this.stream.isTTY || steps === 0) return;
    const format = `${what} {bar} {value}/{total}`;
    const options = {
      stream: this.stream,
      format,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: true,
    };
    this.bar = new SingleBar(options, Presets.shades_classic);
    this.bar.start(steps, 0);
  }

  step(): void {
    this.bar?.increment();
  }

  /** Writes a line; the bar, if there is one, goes on below it. */
  say(line: string): void {
    if (this.bar !== undefined) {
      this.stream.cursorTo(0);
      this.stream.clearLine(0);
    }
    this.stream.write(`${line}\n`);
  }

  /** Writes a line that only a person wants, who sees it on a terminal. */
  note(line: string): void {
    if (this.stream.isTTY) this.say(line);
  }

  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}
