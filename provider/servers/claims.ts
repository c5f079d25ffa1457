import type { Scope } from "../model/scope";
import type { State } from "../state/state";

/** How a run came by a key. */
interface Claim {
  /** The resource that has it; see `State.resource`. */
  readonly resource: string;
  /** The key's secret, by which the key is known again through a connection of another URL. */
  readonly secret: string;
}

/** What takes the place of a resource. */
export interface Successor {
  readonly clientId: string;
  readonly connection: string | undefined;
  /** Whether it may take over a key that is there already. */
  readonly adopt: boolean;
  /** Where it will be; none while that is not known. */
  readonly scope: Scope | undefined;
}

/** Who has the keys of one server, as far as this run has seen. */
interface Keys {
  readonly claims: Map<string, Claim>;
  /** The secrets of keys that resources of this run declare, by the resource; of `""`, which is not made yet, none. */
  readonly declared: Map<string, Map<string, string | undefined>>;
}

/**
 * What this run knows of who has which key. The engine does not know that two resources can be one key: it
 * deletes the old resource of a key that was renamed, replaced or moved to another connection after the new one
 * has taken the key over (measured). So a deletion asks here first.
 */
export class Claims {
  private readonly servers = new Map<string, Keys>();
  private readonly successions = new Map<string, State>();
  private readonly successors = new Map<string, Successor>();

  /**
   * A resource of this run declares a key.
   *
   * @param server the server's identity
   * @param resource the resource that has it in the state; `""` for one that is new
   * @param secret the key's secret in the state
   */
  declare(server: string, clientId: string, resource: string, secret?: string): void {
    const { declared } = this.keysOf(server);
    const holders = declared.get(clientId) ?? new Map<string, string | undefined>();
    declared.set(clientId, holders.set(resource, secret));
  }

  /** A resource that declared a key is to be replaced by one of another key. */
  withdraw(server: string, clientId: string, resource: string): void {
    this.keysOf(server).declared.get(clientId)?.delete(resource);
  }

  /** A resource of this run has created the key, or taken it over. */
  claim(server: string, clientId: string, claim: Claim): void {
    this.keysOf(server).claims.set(clientId, claim);
  }

  /** A resource is to be replaced by one of the same clientId on another connection. */
  replace(server: string, successor: Successor): void {
    this.successors.set(`${server} ${successor.clientId}`, successor);
  }

  /** By what the resource of a key is to be replaced, when that has the same clientId. */
  successorOf(server: string, clientId: string): Successor | undefined {
    return this.successors.get(`${server} ${clientId}`);
  }

  /** Whether a resource of this clientId is to be replaced by one on this connection. */
  isSuccessor(clientId: string, connection: string | undefined): boolean {
    return [...this.successors.values()].some(
      (successor) => successor.clientId === clientId && successor.connection === connection,
    );
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

  /** Whether another resource of this run has the key, or declares it. */
  isHeldByAnother(server: string, clientId: string, resource: string): boolean {
    const { claims, declared } = this.keysOf(server);
    const holders = [claims.get(clientId)?.resource, ...(declared.get(clientId)?.keys() ?? [])];
    // Resources of earlier releases have no name of their own: two of them are never taken for one.
    return (
      this.succession(server, clientId) !== undefined ||
      holders.some((one) => one !== undefined && (one !== resource || resource === ""))
    );
  }

  /**
   * The other servers of this run that may be this one under another name: where a resource of this run has, or
   * declares, a key of this id and secret.
   */
  elsewhere(server: string, clientId: string, secret: string): string[] {
    return [...this.servers]
      .filter(([name, { claims, declared }]) => {
        const secrets = [claims.get(clientId)?.secret, ...(declared.get(clientId)?.values() ?? [])];
        return name !== server && secrets.includes(secret);
      })
      .map(([name]) => name);
  }

  /** Whether a resource of this run has, or declares, a key of this id on another server. */
  isElsewhere(server: string, clientId: string): boolean {
    return [...this.servers].some(
      ([name, { claims, declared }]) => name !== server && (claims.has(clientId) || declared.has(clientId)),
    );
  }

  private keysOf(server: string): Keys {
    let keys = this.servers.get(server);
    if (keys === undefined) {
      this.servers.set(server, (keys = { claims: new Map(), declared: new Map() }));
    }
    return keys;
  }
}
