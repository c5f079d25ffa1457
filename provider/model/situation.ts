import type { JsonObject } from "./json";

/** What decides how an attribute compares: the key as it is, as it shall be, and as the state knew it. */
export interface Situation {
  /** The key as the server answered it. */
  readonly live: JsonObject;
  /** The desired values by the attribute's name; `undefined` where nothing is desired. */
  readonly desired: (name: string) => unknown;
  /** The entity of the key's scope, such as `group_g1`. */
  readonly scope: string;
  /** On a server that keeps one group a key: the group of the scope, when the scope is a service. */
  readonly groupOfScope?: string | undefined;
  /** What the state knows; `undefined` for a key that is in no state. */
  readonly known?: Known | undefined;
}

/** What a state knows of a key. */
export interface Known {
  /** The entity of the scope that it had. */
  readonly scope: string;
  /** The key as it was, in the words of the arguments. */
  readonly outputs: Readonly<Record<string, unknown>>;
}
