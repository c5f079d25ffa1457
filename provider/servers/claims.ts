import type { State } from "../state/state";

/** Who has the keys of one server, as far as this run has seen; resources by their own names, `State.resource`. */
interface Keys {
  /** By clientId, the resource that has created the key in this run, or taken it over. */
  readonly claimed: Map<string, string>;
  /** By clientId, the resources of this run that declare the key; `""` is one that is not made yet. */
  readonly declared: Map<string, Set<string>>;
}

/**
 * What this run knows of who has which key. The engine does not know that two resources can be one key: it
 * deletes the old resource of a key that was renamed, or replaced, after the new one has taken the key over
 * (measured). So a deletion asks here first.
 */
export class Claims {
  private readonly servers = new Map<string, Keys>();
  private readonly successions = new Map<string, State>();

  /**
   * A resource of this run declares a key.
   *
   * @param server the server's identity
   * @param resource the resource that has it in the state; `""` for one that is new
   */
  declare(server: string, clientId: string, resource: string): void {
    const { declared } = this.keysOf(server);
    declared.set(clientId, (declared.get(clientId) ?? new Set()).add(resource));
  }

  /** A resource that declared a key is to be replaced. */
  withdraw(server: string, clientId: string, resource: string): void {
    this.keysOf(server).declared.get(clientId)?.delete(resource);
  }

  /** A resource of this run has created the key, or taken it over. */
  claim(server: string, clientId: string, resource: string): void {
    this.keysOf(server).claimed.set(clientId, resource);
  }

  /**
   * The key is left to the successor of the resource that has it, which takes it over.
   *
   * @param state what was known of the key, so that the successor can tell what was declared and no longer is
   */
  succeed(server: string, clientId: string, state: State): void {
    this.successions.set(`${server} ${clientId}`, state);
  }

  /** What was known of a key that is left to be taken over; `undefined` for any other key. */
  succession(server: string, clientId: string): State | undefined {
    return this.successions.get(`${server} ${clientId}`);
  }

  /** Whether another resource that is in the state, and stays there, has the key. */
  isKeptByAnother(server: string, clientId: string, resource: string): boolean {
    const declared = this.keysOf(server).declared.get(clientId) ?? [];
    return [...declared].some((one) => one !== "" && one !== resource);
  }

  /** Whether another resource of this run has the key, or declares it. */
  isHeldByAnother(server: string, clientId: string, resource: string): boolean {
    const { claimed, declared } = this.keysOf(server);
    const holders = [claimed.get(clientId), ...(declared.get(clientId) ?? [])];
    // Resources of earlier releases have no name of their own: two of them are never taken for one.
    return (
      this.succession(server, clientId) !== undefined ||
      holders.some((one) => one !== undefined && (one !== resource || resource === ""))
    );
  }

  /** The other servers of this run where a resource has, or declares, a key of this id: they may be this one. */
  elsewhere(server: string, clientId: string): string[] {
    return [...this.servers]
      .filter(
        ([name, { claimed, declared }]) =>
          name !== server && (claimed.has(clientId) || (declared.get(clientId)?.size ?? 0) > 0),
      )
      .map(([name]) => name);
  }

  private keysOf(server: string): Keys {
    let keys = this.servers.get(server);
    if (keys === undefined) {
      this.servers.set(server, (keys = { claimed: new Map(), declared: new Map() }));
    }
    return keys;
  }
}
