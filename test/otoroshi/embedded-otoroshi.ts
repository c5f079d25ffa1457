import type { Group, Service } from "./entities/containers";
import type { Failure, FailureHandle } from "./faults/failure";
import type { Hold } from "./faults/holds";
import type { LoggedRequest } from "./journal";
import type { JsonObject } from "./json/json";
import type { ApiKey } from "./keys/api-key";

/** Direct access to entities. `set` parses a document like the server and fills in missing fields. */
export interface Entities<E> extends Iterable<E> {
  readonly size: number;
  get(id: string): E | undefined;
  /** Throws a TypeError if the server could not parse the document. */
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
  /** The secret of the admin API key. */
  readonly clientSecret: string;
  /** The `OTOROSHI_...` environment variables for a program, a stack or a client. */
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
  /** Counts calls of a key like the gateway, according to its throttling strategy if it has one. */
  recordCalls(clientId: string, calls: number): void;
  /**
   * Performs the gateway's next step in the rotation of a key: first prepares the next secret, then activates it.
   * Throws a TypeError if rotation is not enabled for the key.
   */
  rotate(clientId: string): ApiKey;
  /** Makes requests fail; by default, the next matching one. */
  fail(failure: Failure): FailureHandle;
  /** Carries out the next requests of a method, then breaks their connection instead of answering. */
  loseAnswers(method: string, count?: number): void;
  /** Holds back the answer to the next matching request. */
  hold(wants: (request: LoggedRequest) => boolean): Hold;
  /** Stops listening and closes all connections. The server keeps its data. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
  /** Stops, stays down for this many milliseconds (default 0), and starts again. */
  restart(options?: { readonly downMs?: number | undefined }): Promise<void>;
  /** Shuts down the server. Pending requests get no answer. */
  close(): Promise<void>;
}
