import type { Message } from "../gateway/delivery";
import { stringifyJson } from "../json/text";
import type { Failure, FailureHandle, How, OtherAnswer } from "./failure";
import { generator } from "./random";

const GATEWAY_SAYS: Readonly<Record<number, string>> = {
  429: "[IP] You performed too much requests",
};

const SOMETHING_WENT_WRONG = "Something went wrong, you should try later...";

const WEB_PAGE =
  "<!DOCTYPE html><html><head><title>Proxy</title></head><body><h1>Not here</h1></body></html>";

function other({ status, body, headers }: OtherAnswer): Message {
  if (body === undefined) {
    const error = GATEWAY_SAYS[status] ?? SOMETHING_WENT_WRONG;
    const gateway = { Connection: "close", "Otoroshi-Error": "true", "Otoroshi-Error-Msg": error };
    return {
      status,
      headers: { ...gateway, ...headers },
      body: stringifyJson({ "Otoroshi-Error": error }),
      endsWithConnection: true,
    };
  }
  const text = typeof body === "string" ? body : stringifyJson(body);
  const type = typeof body === "string" ? "text/plain" : "application/json";
  return {
    status,
    headers: { "Content-Type": type, ...headers },
    body: text,
    endsWithConnection: false,
  };
}

/** What is to happen to one request. */
export type Fate =
  | { readonly carriedOut: false; readonly ends: "reset" | "reset during body" | "silence" | Message }
  | { readonly carriedOut: true; readonly ends: "reset" | "cut" | "silence" | Message };

export function fate(how: How): Fate {
  if ("reset" in how) {
    if (how.reset === "after") return { carriedOut: true, ends: "reset" };
    return { carriedOut: false, ends: how.reset === "during" ? "reset during body" : "reset" };
  }
  if ("cut" in how) return { carriedOut: true, ends: "cut" };
  if ("silence" in how) return { carriedOut: how.silence === "after", ends: "silence" };
  if ("redirect" in how) {
    const headers = { Location: how.redirect };
    return { carriedOut: false, ends: other({ status: how.status ?? 302, body: "", headers }) };
  }
  if ("html" in how) {
    const headers = { "Content-Type": "text/html; charset=utf-8" };
    return { carriedOut: false, ends: other({ status: how.html, body: WEB_PAGE, headers }) };
  }
  return { carriedOut: how.carriedOut === true, ends: other(how) };
}

class Planned implements FailureHandle {
  hits = 0;
  #left: number;
  readonly #random: () => number;

  constructor(private readonly failure: Failure) {
    this.#left = failure.times ?? (failure.rate === undefined ? 1 : Infinity);
    this.#random = generator(failure.seed ?? 1);
  }

  stop(): void {
    this.#left = 0;
  }

  takes(method: string, path: string): boolean {
    const { failure } = this;
    if (this.#left <= 0 || (failure.method !== undefined && failure.method !== method)) return false;
    if (failure.path !== undefined && path.search(failure.path) < 0) return false;
    if (failure.rate !== undefined && this.#random() >= failure.rate) return false;
    this.#left -= 1;
    this.hits += 1;
    return true;
  }

  get fate(): Fate {
    return fate(this.failure.how);
  }
}

/** The failures that a program has planned; of several that fit, the one planned first takes a request. */
export class Failures {
  readonly #planned: Planned[] = [];

  add(failure: Failure): FailureHandle {
    const planned = new Planned(failure);
    this.#planned.push(planned);
    return planned;
  }

  of(method: string, path: string): Fate | undefined {
    return this.#planned.find((planned) => planned.takes(method, path))?.fate;
  }
}
