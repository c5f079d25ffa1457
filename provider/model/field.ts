import type { JsonObject } from "./json";
import type { PatchOperation } from "./json-patch";
import type { Kind } from "./kinds";
import type { Situation } from "./situation";

/** One field of an api key: a row of the table. */
export interface Field<T, Live = T> {
  readonly kind: Kind<T, Live>;
  /** Where it stands in the server's JSON; under its own name unless said otherwise. */
  readonly path?: readonly string[];
  /** What it goes back to when it is no longer declared; without one it stays as it is. `null`: none. */
  readonly initial?: T | null;
  /** How the reference documentation tells what a new key gets; `initial` unless said otherwise. */
  readonly absent?: string;
  /** Never shown, always encrypted. */
  readonly secret?: true;
  /** The server accepts no change of it: a new value means a new key. */
  readonly replaces?: true;
  /** Whether writing it would lock out who logs in with the key. */
  locksOut?(desired: unknown, situation: Situation): boolean;
  /** Whether a live value other than the desired one is the server's own doing and no drift. */
  serversOwn?(desired: T, situation: Situation): boolean;
  /** What a person should know although nothing of it will be changed. */
  note?(situation: Situation): string | undefined;
  /** How it is told from more than its own value and its own place in the server's JSON. */
  readonly composed?: Composed<T>;
}

/** A field whose value depends on the scope too, and so is compared when it is not declared as well. */
export interface Composed<T> {
  /** What the live key has. */
  read(live: JsonObject): T;
  /** What the key has to have. */
  target(declared: T | undefined, situation: Situation): T;
  /** The documents that make it so, in this order, each valid by itself; one unless that is too large. */
  operations(target: T, declared: T | undefined, situation: Situation): PatchOperation[][];
  /** The argument that an output stands for. */
  argument(output: T, scope: string): T;
}

/** A field made of fields, each managed on its own. */
export interface Group<G extends Record<string, Field<unknown>>> {
  readonly group: G;
  /** Why declared parts, each good by itself, are refused together. */
  refusal?(parts: { readonly [K in keyof G]?: number }): string | undefined;
}

/** A field that maps names to values, each name managed on its own. */
export interface Entries<T> {
  readonly entries: Kind<T>;
}

/** A row of the table. */
export type Row = Field<unknown> | Group<Record<string, Field<unknown>>> | Entries<unknown>;
