import type { Answer } from "../gateway/answers";
import type { Refusals } from "../gateway/credentials";
import type { DeliveryRules } from "../gateway/delivery";
import type { Json, JsonObject } from "../json/json";
import type { ApiKey } from "../keys/api-key";
import type { QuotaRules } from "../keys/quotas";
import type { ReadKey } from "../keys/readers";
import type { Tokens } from "../keys/tokens";

/** A patch that could not be carried out, as the handler's own exception. */
export class Thrown {
  constructor(readonly exception: string) {}
}

export interface GatewayRules extends DeliveryRules {
  readonly refusals: Refusals;
  readonly otherHost: Answer;
  /** Requests in 10 s and from one client address that a fresh install allows. */
  readonly allowance: number;
}

/** What differs from one generation of servers to the next; everything else is the same on all of them. */
export interface Edition {
  readonly name: "17" | "1.5" | "1.4";
  readonly gateway: GatewayRules;
  readonly quotas: QuotaRules;
  readonly tokens: Tokens;
  /** Whether two slashes in a path count as one. */
  readonly slashesCollapse: boolean;
  /** Whether creating over an existing key replaces it without a word. */
  readonly overwrites: boolean;
  readonly readKey: ReadKey;
  /** Whether a key opens an entity by itself, written as in `authorizedEntities`. */
  opens(key: ApiKey, entity: string): boolean;
  /** The document that a key is created from in a scope. */
  scoped(body: JsonObject, entity: string): JsonObject;
  /** The patched document. */
  patch(document: Json, operations: Json | undefined): Json | Thrown;
  created(body: unknown): Answer;
  noSuchKey(clientId: string): string;
  /** The handler's exception before its first step, and what a server that only reads says to a write. */
  notAuthorized(method: string, uri: string): Answer;
}
