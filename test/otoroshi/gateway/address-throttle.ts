export interface ThrottleLimits {
  readonly requests: number;
  readonly windowMs: number;
}

/** The window of a fresh install (observed). */
export const WINDOW_MS = 10_000;

/** Counts the requests of every client address in a window that its first request opens. */
export class AddressThrottle {
  readonly #windows = new Map<string, { requests: number; until: number }>();

  constructor(
    private readonly limits: ThrottleLimits,
    private readonly now: () => number,
  ) {}

  allows(address: string): boolean {
    const open = this.#windows.get(address);
    const window =
      open !== undefined && this.now() < open.until
        ? open
        : { requests: 0, until: this.now() + this.limits.windowMs };
    window.requests += 1;
    this.#windows.set(address, window);
    return window.requests <= this.limits.requests;
  }
}
