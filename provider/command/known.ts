import type { KnownKey, Place } from "./state-file";
import type { Target } from "./target";

/** The keys that states know, by whether they are on the server that is looked at. */
export interface Known {
  /** Their clientIds. */
  readonly here: ReadonlySet<string>;
  /** The clientIds of those that several states manage, whose stacks undo each other's changes. */
  readonly shared: readonly string[];
  /** How many are of other servers. */
  readonly elsewhere: number;
}

/**
 * Tells the keys of this server from those of others, as far as states and configuration know: by the URL and
 * the host name of the key's connection or, where they are not known, by the connection's name.
 */
export function knownHere(keys: readonly KnownKey[], { connection, name, connectionOf }: Target): Known {
  const here = keys.filter((key) => {
    const place = (key.connection === undefined ? key.usual : undefined) ?? connectionOf(key.connection);
    return place === undefined ? key.connection === name : isSame(place, connection);
  });
  const managers = new Map<string, Set<string>>();
  for (const { clientId, manager } of here) {
    if (manager !== undefined) managers.set(clientId, (managers.get(clientId) ?? new Set()).add(manager));
  }
  return {
    here: new Set(here.map((key) => key.clientId)),
    shared: [...managers].filter(([, states]) => states.size > 1).map(([clientId]) => clientId),
    elsewhere: keys.length - here.length,
  };
}

function isSame(one: Place, other: Place): boolean {
  return one.url === other.url && (one.routingHostname ?? "") === (other.routingHostname ?? "");
}
