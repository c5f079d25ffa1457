import { gateway, type Answer } from "../gateway/answers";

/** A small generator of numbers from 0 to 1 (mulberry32), so that a run with faults can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SOMETHING_WENT_WRONG = gateway(502, "Something went wrong, you should try later...");

/** Observed on PATCH and POST only, from four connections on; the write had not been applied. */
const FAILING = ["POST", "PATCH"];

/** The faults of a network and a gateway. */
export class Faults {
  readonly #random: () => number;
  readonly #lost = new Map<string, number>();

  constructor(
    private readonly failureRate: number,
    seed: number,
  ) {
    this.#random = generator(seed);
  }

  failure(method: string): Answer | undefined {
    return FAILING.includes(method) && this.#random() < this.failureRate ? SOMETHING_WENT_WRONG : undefined;
  }

  loseAnswers(method: string, count: number): void {
    this.#lost.set(method, count);
  }

  /** Whether the connection breaks now, after the request has been carried out. */
  losesAnswer(method: string): boolean {
    const left = this.#lost.get(method) ?? 0;
    if (left > 0) this.#lost.set(method, left - 1);
    return left > 0;
  }
}
