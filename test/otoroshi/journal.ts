import type { Json } from "./json/json";

/** One request that reached the server. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly path: string;
  /** `undefined` as long as there is no answer, and for good where the answer was lost. */
  readonly status: number | undefined;
  readonly body: Json | undefined;
  /** By the server's clock. */
  readonly time: number;
}

export type Entry = { -readonly [P in keyof LoggedRequest]: LoggedRequest[P] };

/** The requests in the order of their arrival. */
export class Journal {
  #entries: Entry[] = [];

  get requests(): readonly LoggedRequest[] {
    return this.#entries;
  }

  open(method: string, path: string, time: number): Entry {
    const entry: Entry = { method, path, status: undefined, body: undefined, time };
    this.#entries.push(entry);
    return entry;
  }

  clear(): void {
    this.#entries = [];
  }
}
