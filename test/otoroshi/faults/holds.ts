import type { LoggedRequest } from "../journal";

export interface Hold {
  /** The held request, once the server has handled it. */
  readonly arrived: Promise<LoggedRequest>;
  /** Lets the answer go; without effect the second time. */
  release(): void;
}

interface Gate {
  readonly wants: (request: LoggedRequest) => boolean;
  readonly arrive: (request: LoggedRequest) => void;
  readonly released: Promise<void>;
  readonly release: () => void;
}

function signal<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Holds back answers, each gate one: what the request did is done by then, only its sender does not know. */
export class Holds {
  readonly #waiting = new Set<Gate>();

  add(wants: (request: LoggedRequest) => boolean): Hold {
    const arrived = signal<LoggedRequest>();
    const released = signal<undefined>();
    const gate: Gate = {
      wants,
      arrive: arrived.resolve,
      released: released.promise,
      release: () => {
        this.#waiting.delete(gate);
        released.resolve(undefined);
      },
    };
    this.#waiting.add(gate);
    return { arrived: arrived.promise, release: gate.release };
  }

  async pass(request: LoggedRequest): Promise<void> {
    const gate = [...this.#waiting].find(({ wants }) => wants(request));
    if (gate === undefined) return;
    this.#waiting.delete(gate);
    gate.arrive(request);
    await gate.released;
  }
}
