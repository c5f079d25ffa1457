import type { EmbeddedOtoroshi, Failure } from "../otoroshi";

/** Something that goes wrong with the requests of a method. */
export interface Fault {
  readonly name: string;
  /** Whether it hits one request alone. */
  readonly once: boolean;
  /** Makes it happen from now on. */
  begin(otoroshi: EmbeddedOtoroshi, method: string): Promise<Underway>;
}

/** A fault that happens. */
export interface Underway {
  /** How many requests it has hit; `undefined` where nobody sees them. */
  hits(): number | undefined;
  end(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

function failing(name: string, failure: Omit<Failure, "method">): Fault {
  return {
    name,
    once: failure.times === undefined,
    begin: (otoroshi, method) => {
      const handle = otoroshi.fail({ ...failure, method });
      return Promise.resolve({
        hits: () => handle.hits,
        end: () => {
          handle.stop();
          return nothing();
        },
      });
    },
  };
}

const always = { times: Infinity };
const odd = { oh: "something else" };
const page = "<html><body>Something went wrong</body></html>";
const another = { clientId: "bystander", clientSecret: "their-secret", clientName: "theirs" };

/** Faults of the connection. */
export const lostConnections: readonly Fault[] = [
  {
    name: "refused",
    once: false,
    begin: async (otoroshi) => {
      await otoroshi.stop();
      return { hits: () => undefined, end: () => otoroshi.start() };
    },
  },
  ...(["before", "during", "after"] as const).flatMap((when) => [
    failing(`reset ${when} the request, once`, { how: { reset: when } }),
    failing(`reset ${when} the request, always`, { how: { reset: when }, ...always }),
  ]),
  failing("an answer cut in half, once", { how: { cut: true } }),
  failing("an answer cut in half, always", { how: { cut: true }, ...always }),
  failing("no answer, nothing carried out", { how: { silence: "before" } }),
  failing("no answer, carried out", { how: { silence: "after" } }),
  {
    name: "a restart",
    once: false,
    begin: (otoroshi, method) => {
      const held = otoroshi.hold((request) => request.method === method);
      let hits = 0;
      const restarted = held.arrived.then(() => {
        hits += 1;
        return otoroshi.restart();
      });
      return Promise.resolve({
        hits: () => hits,
        end: async () => {
          held.release();
          await Promise.race([restarted, nothing()]);
        },
      });
    },
  },
];

/** Answers that are not what was asked for. */
export const wrongAnswers: readonly Fault[] = [
  failing("502 once", { how: { status: 502 } }),
  failing("502 always", { how: { status: 502 }, ...always }),
  failing("502 always, carried out", { how: { status: 502, carriedOut: true }, ...always }),
  failing("503 once", { how: { status: 503 } }),
  failing("503 always", { how: { status: 503 }, ...always }),
  failing("500 once", { how: { status: 500 } }),
  failing("500, carried out", { how: { status: 500, carriedOut: true } }),
  failing("the page of a 500, carried out", { how: { status: 500, body: page, carriedOut: true } }),
  failing("524 of a delivery network, carried out", { how: { status: 524, body: page, carriedOut: true } }),
  failing("429 without Retry-After", { how: { status: 429 } }),
  failing("429 with Retry-After", { how: { status: 429, headers: { "Retry-After": "1" } } }),
  failing("a redirect", { how: { redirect: "http://127.0.0.1:9/" }, ...always }),
  failing("a web page with 200", { how: { html: 200 }, ...always }),
  failing("a web page with 404", { how: { html: 404 }, ...always }),
  failing("200 of another shape", { how: { status: 200, body: odd }, ...always }),
  failing("200 of another shape, carried out", {
    how: { status: 200, body: odd, carriedOut: true },
    ...always,
  }),
  failing("200 of another key", { how: { status: 200, body: another }, ...always }),
  failing("200 of another key, carried out", { how: { status: 200, body: another, carriedOut: true } }),
  failing("200 with an empty list", { how: { status: 200, body: [] }, ...always }),
  failing("a proxy's 404", { how: { status: 404, body: { error: "not found" } }, ...always }),
  failing("a proxy's 404 of a service", {
    how: { status: 404, body: { error: "service does not exist" } },
    ...always,
  }),
  failing("a proxy's 403", { how: { status: 403, body: "forbidden" }, ...always }),
];
