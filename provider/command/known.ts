import type { KnownKey } from "./state-file";
import type { Target } from "./target";

/** The keys that states know, by whether they are on the server that is looked at. */
export interface Known {
  /** Their clientIds. */
  readonly here: ReadonlySet<string>;
  /** How many are of other servers. */
  readonly elsewhere: number;
}

/**
 * Tells the keys of this server from those of others, as far as states and configuration know: by the URL
 * of the key's connection or, where that is not known, by the connection's name.
 */
export function knownHere(keys: readonly KnownKey[], { connection, name, urlOf }: Target): Known {
  const here = keys.filter((key) => {
    const url = (key.connection === undefined ? key.defaultUrl : undefined) ?? urlOf(key.connection);
    return url === undefined ? key.connection === name : url === connection.url;
  });
  return { here: new Set(here.map((key) => key.clientId)), elsewhere: keys.length - here.length };
}
