import { exact, isObject, long, member, type Long } from "../json/json";
import type { ApiKey } from "./api-key";

/** How a server reports quotas. */
export interface QuotaRules {
  /** The three members of the throttling window; the rest never changed its names. */
  readonly names: readonly [authorized: string, current: string, remaining: string];
  /** Whether what remains stops at 0 or goes on below. */
  readonly stopsAtZero: boolean;
  /** What a reset in a scope says remains of the window: nothing, whatever is true, or all of it (observed). */
  readonly afterReset: "nothing" | "all";
}

interface Limits {
  readonly window: Long;
  readonly day: Long;
  readonly month: Long;
}

type Span = keyof Limits;
type Calls = Readonly<Record<Span, number>>;

interface Counter {
  readonly calls: number;
  readonly until: number;
}

/** The answer to a reading of quotas. */
export type QuotaReport = Readonly<Record<string, Long>>;

const WINDOW_MS = 10_000;

function endOf(span: Span, now: number): number {
  const date = new Date(now);
  if (span === "window") return now + WINDOW_MS;
  return span === "day"
    ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1)
    : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** Counters belong to a clientId, not to a key: they survive delete and create (observed). */
class Counters {
  readonly #counters = new Map<string, Partial<Record<Span, Counter>>>();

  constructor(private readonly now: () => number) {}

  record(clientId: string, calls: number): void {
    const count = (span: Span): Counter => ({
      calls: this.#calls(clientId, span) + calls,
      until: this.#running(clientId, span)?.until ?? endOf(span, this.now()),
    });
    this.#counters.set(clientId, { window: count("window"), day: count("day"), month: count("month") });
  }

  calls(clientId: string): Calls {
    const of = (span: Span): number => this.#calls(clientId, span);
    return { window: of("window"), day: of("day"), month: of("month") };
  }

  /** The day and the month begin anew, the window runs on. */
  reset(clientId: string): void {
    const window = this.#running(clientId, "window");
    this.#counters.set(clientId, window === undefined ? {} : { window });
  }

  #running(clientId: string, span: Span): Counter | undefined {
    const counter = this.#counters.get(clientId)?.[span];
    return counter !== undefined && this.now() < counter.until ? counter : undefined;
  }

  #calls(clientId: string, span: Span): number {
    return this.#running(clientId, span)?.calls ?? 0;
  }
}

/** What decides where the calls of a key are counted. */
type Counted = Pick<ApiKey, "clientId" | "throttlingStrategy">;

/** The strategy that counts where a key without a strategy does. */
const SHARED_COUNTERS = "LegacyThrottlingStrategyConfig";

function ownLimits(key: ApiKey): Limits {
  return { window: key.throttlingQuota, day: key.dailyQuota, month: key.monthlyQuota };
}

function limitsOfStrategy(key: ApiKey): Limits {
  const quota = key.throttlingStrategy?.["quota"];
  if (!isObject(quota)) return ownLimits(key);
  const of = (name: string): Long => long(member(quota, name)) ?? 0;
  return { window: of("window"), day: of("daily"), month: of("monthly") };
}

/**
 * A key with a strategy of its own counts elsewhere than a key without one. The routes of a scope never look
 * there, those of a clientId do (observed).
 */
export class Quotas {
  readonly #usual: Counters;
  readonly #ofStrategies: Counters;

  constructor(
    now: () => number,
    private readonly rules: QuotaRules,
  ) {
    this.#usual = new Counters(now);
    this.#ofStrategies = new Counters(now);
  }

  record(key: Counted, calls: number): void {
    this.#countersOf(key).record(key.clientId, calls);
  }

  readInScope(key: ApiKey): QuotaReport {
    return this.#report(ownLimits(key), this.#usual.calls(key.clientId));
  }

  resetInScope(key: ApiKey): QuotaReport {
    this.#usual.reset(key.clientId);
    const report = this.#report(ownLimits(key), { window: 0, day: 0, month: 0 });
    return this.rules.afterReset === "all" ? report : { ...report, [this.rules.names[2]]: 0 };
  }

  readById(key: ApiKey): QuotaReport {
    return this.#report(limitsOfStrategy(key), this.#countersOf(key).calls(key.clientId));
  }

  resetById(key: ApiKey): QuotaReport {
    this.#countersOf(key).reset(key.clientId);
    return this.#report(limitsOfStrategy(key), { window: 0, day: 0, month: 0 });
  }

  #countersOf(key: Counted): Counters {
    const id = key.throttlingStrategy?.["id"];
    return id === undefined || id === SHARED_COUNTERS ? this.#usual : this.#ofStrategies;
  }

  /** The server subtracts in 64 bits. */
  #remaining(limit: Long, calls: number): Long {
    const left = BigInt.asIntN(64, BigInt(limit) - BigInt(calls));
    return this.rules.stopsAtZero && left < 0n ? 0 : exact(left);
  }

  #report(limits: Limits, calls: Calls): QuotaReport {
    const [authorized, current, remaining] = this.rules.names;
    return {
      [authorized]: limits.window,
      [current]: calls.window,
      [remaining]: this.#remaining(limits.window, calls.window),
      authorizedCallsPerDay: limits.day,
      currentCallsPerDay: calls.day,
      remainingCallsPerDay: this.#remaining(limits.day, calls.day),
      authorizedCallsPerMonth: limits.month,
      currentCallsPerMonth: calls.month,
      remainingCallsPerMonth: this.#remaining(limits.month, calls.month),
    };
  }
}
