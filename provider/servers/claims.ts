/** How a run came by a key. */
interface Claim {
  /** The resource that has it; see `State.resource`. */
  readonly resource: string;
  /** The key's secret, by which the key is known again through a connection of another URL. */
  readonly secret: string;
}

/** What takes the place of a resource. */
export interface Successor {
  readonly connection: string | undefined;
  /** Whether it may take over a key that is there already. */
  readonly adopt: boolean;
}

/** Who has the keys of one server, as far as this run has seen. */
interface Keys {
  readonly claims: Map<string, Claim>;
  /** Keys that resources of this run declare, by the resource; `""` for one that is not made yet. */
  readonly declared: Map<string, Set<string>>;
}

/**
 * What this run knows of who has which key. The engine does not know that two resources can be one key: it
 * deletes the old resource of a key that was renamed, replaced or moved to another connection after the new one
 * has taken the key over (measured). So a deletion asks here first.
 */
export class Claims {
  private readonly servers = new Map<string, Keys>();
  private readonly successions = new Set<string>();
  private readonly successors = new Map<string, Successor>();

  /**
   * A resource of this run declares a key.
   *
   * @param server the server's identity
   * @param resource the resource that has it in the state; `""` for one that is new
   */
  declare(server: string, clientId: string, resource: string): void {
    const { declared } = this.keysOf(server);
    const holders = declared.get(clientId) ?? new Set();
    declared.set(clientId, holders.add(resource));
  }

  /** A resource of this run has created the key, or taken it over. */
  claim(server: string, clientId: string, claim: Claim): void {
    this.keysOf(server).claims.set(clientId, claim);
  }

  /** A resource is to be replaced by one of the same clientId on another connection. */
  replace(server: string, clientId: string, successor: Successor): void {
    this.successors.set(`${server} ${clientId}`, successor);
  }

  /** By what the resource of a key is to be replaced, when that has the same clientId. */
  successorOf(server: string, clientId: string): Successor | undefined {
    return this.successors.get(`${server} ${clientId}`);
  }

  /** Whether a resource of this clientId is to be replaced by one on this connection. */
  isSuccessor(clientId: string, connection: string | undefined): boolean {
    return [...this.successors].some(
      ([place, successor]) => place.endsWith(` ${clientId}`) && successor.connection === connection,
    );
  }

  /** The key is left to the successor of the resource that has it, which takes it over as it is. */
  succeed(server: string, clientId: string): void {
    this.successions.add(`${server} ${clientId}`);
  }

  /** Whether the key is left to be taken over by the successor of the resource that has it. */
  isSuccession(server: string, clientId: string): boolean {
    return this.successions.has(`${server} ${clientId}`);
  }

  /** Whether another resource of this run has the key, or declares it. */
  isHeldByAnother(server: string, clientId: string, resource: string): boolean {
    const { claims, declared } = this.keysOf(server);
    const holders = [claims.get(clientId)?.resource, ...(declared.get(clientId) ?? [])];
    // Resources of earlier releases have no name of their own: two of them are never taken for one.
    return (
      this.isSuccession(server, clientId) ||
      holders.some((one) => one !== undefined && (one !== resource || resource === ""))
    );
  }

  /** The secrets that keys of this id have on other servers, where this run has created or taken them over. */
  secretsElsewhere(server: string, clientId: string): string[] {
    return [...this.servers]
      .filter(([name]) => name !== server)
      .flatMap(([, { claims }]) => claims.get(clientId)?.secret ?? []);
  }

  private keysOf(server: string): Keys {
    let keys = this.servers.get(server);
    if (keys === undefined) {
      this.servers.set(server, (keys = { claims: new Map(), declared: new Map() }));
    }
    return keys;
  }
}
