/** How the three counters of the throttling window are called; the rest never changed its names. */
export type QuotaNames = readonly [authorized: string, current: string, remaining: string];

export const PER_WINDOW: QuotaNames = [
  "authorizedCallsPerWindow",
  "throttlingCallsPerWindow",
  "remainingCallsPerWindow",
];

/** Older servers counted seconds. */
export const PER_SECOND: QuotaNames = ["authorizedCallsPerSec", "currentCallsPerSec", "remainingCallsPerSec"];

interface Limits {
  readonly clientId: string;
  readonly throttlingQuota: number;
  readonly dailyQuota: number;
  readonly monthlyQuota: number;
}

interface Counter {
  readonly calls: number;
  readonly until: number;
}

type Span = "window" | "day" | "month";

const WINDOW_MS = 10_000;

function endOf(span: Span, now: number): number {
  const date = new Date(now);
  if (span === "window") return now + WINDOW_MS;
  return span === "day"
    ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
    : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** Counters belong to a clientId, not to a key: they survive delete and create (observed). */
export class Quotas {
  readonly #counters = new Map<string, Partial<Record<Span, Counter>>>();

  constructor(
    private readonly now: () => number,
    private readonly names: QuotaNames,
  ) {}

  record(clientId: string, calls: number): void {
    const count = (span: Span): Counter => ({
      calls: this.#calls(clientId, span) + calls,
      until: this.#running(clientId, span)?.until ?? endOf(span, this.now()),
    });
    this.#counters.set(clientId, { window: count("window"), day: count("day"), month: count("month") });
  }

  read(key: Limits): Record<string, number> {
    const window = this.#calls(key.clientId, "window");
    return this.#answer(key, window, Math.max(0, key.throttlingQuota - window));
  }

  /**
   * Resets the day and the month. The answer says that nothing remains of the window although the next reading
   * says otherwise (observed).
   */
  reset(key: Limits): Record<string, number> {
    const window = this.#running(key.clientId, "window");
    this.#counters.set(key.clientId, window === undefined ? {} : { window });
    return this.#answer(key, 0, 0);
  }

  #running(clientId: string, span: Span): Counter | undefined {
    const counter = this.#counters.get(clientId)?.[span];
    return counter !== undefined && this.now() < counter.until ? counter : undefined;
  }

  #calls(clientId: string, span: Span): number {
    return this.#running(clientId, span)?.calls ?? 0;
  }

  #answer(key: Limits, current: number, remaining: number): Record<string, number> {
    const day = this.#calls(key.clientId, "day");
    const month = this.#calls(key.clientId, "month");
    return {
      [this.names[0]]: key.throttlingQuota,
      [this.names[1]]: current,
      [this.names[2]]: remaining,
      authorizedCallsPerDay: key.dailyQuota,
      currentCallsPerDay: day,
      remainingCallsPerDay: Math.max(0, key.dailyQuota - day),
      authorizedCallsPerMonth: key.monthlyQuota,
      currentCallsPerMonth: month,
      remainingCallsPerMonth: Math.max(0, key.monthlyQuota - month),
    };
  }
}
