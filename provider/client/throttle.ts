/** The window that Otoroshi counts requests in, in milliseconds. Nothing in its answers tells it. */
const WINDOW = 10_000;

/** Added to a wait, in milliseconds: the server's window starts when the request arrives, not when it leaves. */
const SLACK = 250;

/** Milliseconds of waiting after which a line says so. */
const WORTH_A_LINE = 5_000;

/** Milliseconds of refusals after which a 429 is final. */
const PATIENCE = 120_000;

/** Takes a line for the person who waits. */
export type Notify = (line: string) => void;

/** Milliseconds between two attempts at least, also where an answer says to come back at once. */
const SHORTEST_WAIT = 1_000;

interface Answer {
  readonly status: number;
  /** The header `Retry-After`: seconds, or a date. */
  readonly retryAfter?: string | undefined;
  /** The header `Date`. */
  readonly date?: string | undefined;
}

/**
 * The header `Retry-After` in milliseconds; `undefined` when it says nothing. A date is one of the clock of who sent
 * it, which the header `Date` tells: the clock here may be wrong, and counts only where there is no other.
 */
function delayOf({ retryAfter = "", date = "" }: Answer): number | undefined {
  if (/^\s*\d+\s*$/u.test(retryAfter)) return Number(retryAfter) * 1000;
  const then = httpDate(retryAfter);
  return then === undefined ? undefined : then - (httpDate(date) ?? Date.now());
}

/** Milliseconds since 1970 of a date as headers have it. */
function httpDate(text: string): number | undefined {
  const time = / GMT$/u.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Keeps the requests of this process to what one server grants. Otoroshi refuses what goes over a limit
 * per 10 s (500 on a fresh server) with a 429 that tells neither the limit nor when to come back, and
 * stays shut while it is asked. So after a 429 all requests wait together for the window to end, one of
 * them goes first, and the others follow once it was granted. A proxy's 429 may tell when to come back.
 * Waits are measured by a clock that nobody sets.
 */
export class Throttle {
  private windowStart = -Infinity;
  private shut: Promise<Answer | undefined> | undefined;

  constructor(private readonly url: string) {}

  /**
   * Sends a request until it is answered with anything but a 429. A 429 means that nobody looked at the
   * request, so that sending it again cannot double it.
   *
   * @returns the answer; a 429 only after two minutes of nothing else, or when it says to come back later
   *   than that
   */
  async send<T extends Answer>(attempt: () => Promise<T>, notify?: Notify): Promise<T> {
    for (;;) {
      while (this.shut !== undefined) {
        const refusal = await this.shut;
        if (refusal !== undefined) return refusal as T;
      }
      const answer = await this.sent(attempt);
      if (answer.status !== 429) return answer;
      if (!this.isShut()) return this.reopen(answer, attempt, notify);
    }
  }

  private isShut(): boolean {
    return this.shut !== undefined;
  }

  private sent<T>(attempt: () => Promise<T>): Promise<T> {
    const now = performance.now();
    if (now >= this.windowStart + WINDOW) this.windowStart = now;
    return attempt();
  }

  private async reopen<T extends Answer>(refusal: T, attempt: () => Promise<T>, notify?: Notify): Promise<T> {
    const { promise, resolve } = openable();
    this.shut = promise;
    const line = setTimeout(
      () => notify?.(`${this.url} is throttling requests (429); waiting until it accepts more`),
      WORTH_A_LINE,
    );
    const began = performance.now();
    let answer = refusal;
    let final: T | undefined;
    try {
      for (;;) {
        const wait = Math.max(SHORTEST_WAIT, delayOf(answer) ?? this.windowLeft());
        if (performance.now() + wait - began > PATIENCE) return (final = answer);
        await new Promise((done) => setTimeout(done, wait));
        answer = await this.sent(attempt);
        if (answer.status !== 429) return answer;
        // Refused at the start of what looked like a new window: somebody else began it earlier.
        this.windowStart = performance.now();
      }
    } finally {
      clearTimeout(line);
      this.shut = undefined;
      resolve(final);
    }
  }

  /** Milliseconds until the server counts anew. */
  private windowLeft(): number {
    const left = this.windowStart + WINDOW + SLACK - performance.now();
    return left > 0 ? left : WINDOW;
  }
}

function openable(): { promise: Promise<Answer | undefined>; resolve: (final: Answer | undefined) => void } {
  let resolve: (final: Answer | undefined) => void = () => undefined;
  const promise = new Promise<Answer | undefined>((done) => (resolve = done));
  return { promise, resolve };
}

const throttles = new Map<string, Throttle>();

/** The one throttle of this process for a server. */
export function throttleOf(url: string): Throttle {
  let throttle = throttles.get(url);
  if (throttle === undefined) throttles.set(url, (throttle = new Throttle(url)));
  return throttle;
}
