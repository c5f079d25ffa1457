import type { Group, Service } from "./entities/containers";
import type { Failure, FailureHandle } from "./faults/failure";
import type { Hold } from "./faults/holds";
import type { LoggedRequest } from "./journal";
import type { JsonObject } from "./json/json";
import type { ApiKey } from "./keys/api-key";

/** Entities behind the clients' back. `set` reads a document as the server would and fills in what is missing. */
export interface Entities<E> extends Iterable<E> {
  readonly size: number;
  get(id: string): E | undefined;
  /** Throws a TypeError where the server could not read the document. */
  set(id: string, document: JsonObject | E): E;
  delete(id: string): boolean;
  clear(): void;
}

/** A running server. */
export interface EmbeddedOtoroshi {
  /** `http://127.0.0.1:<port>`, with `https` under TLS. */
  readonly url: string;
  readonly port: number;
  /** The id of the admin API key. */
  readonly clientId: string;
  /** Its secret. */
  readonly clientSecret: string;
  /** The `OTOROSHI_...` variables with which a program, a stack or a client finds the server. */
  readonly environment: Readonly<Record<string, string>>;
  readonly keys: Entities<ApiKey>;
  readonly groups: Entities<Group>;
  readonly services: Entities<Service>;
  readonly routes: Entities<Service>;
  readonly apis: Entities<Service>;
  /** All requests in the order of their arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Forgets the requests so far. */
  clearRequests(): void;
  /** Counts calls of a key, as the gateway does: where its strategy counts, if it has one. */
  recordCalls(clientId: string, calls: number): void;
  /**
   * What the gateway does next to a key whose rotation is on: prepare the next secret, then make it the secret.
   * Throws a TypeError where it is off.
   */
  rotate(clientId: string): ApiKey;
  /** Makes requests fail, the next one that fits if nothing else is said. */
  fail(failure: Failure): FailureHandle;
  /** Carries out the next requests of a method, then breaks their connection instead of answering. */
  loseAnswers(method: string, count?: number): void;
  /** Holds back the answer to the next request that fits. */
  hold(wants: (request: LoggedRequest) => boolean): Hold;
  /** Stops listening and breaks all connections; what the server knows stays. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
  /** Stops, stays down for this many milliseconds (0 if nothing is said), and starts again. */
  restart(options?: { readonly downMs?: number | undefined }): Promise<void>;
  /** Ends the server; whatever it has not answered by then it never does. */
  close(): Promise<void>;
}
