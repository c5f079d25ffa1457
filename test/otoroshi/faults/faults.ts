import { gateway, type Answer } from "../gateway/answers";
import { generator } from "./random";

const SOMETHING_WENT_WRONG = gateway(502, "Something went wrong, you should try later...");

/** Observed on PATCH and POST only, from four connections on; the write had not been applied. */
const FAILING = ["POST", "PATCH"];

/** The faults that a real gateway has by itself, and lost answers. */
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
