import { ApiKeysApi } from "../client/api-keys-api";
import { isOtoroshiError } from "../client/otoroshi-error";
import { Configuration, type ReadConfig } from "./configuration";
import { say } from "./diagnostics";
import { LiveKeys } from "./live-keys";

/** A server as the verbs of the provider use it. */
export interface Server {
  readonly api: ApiKeysApi;
  /** Reads shared by the verbs of one operation. */
  readonly keys: LiveKeys;
}

/**
 * What the provider knows in this process. The host runs the verbs concurrently, and calls them on an
 * instance whose `configure` has not ended: so `configure` sets all at once, and connections are made
 * when first used.
 */
class Session {
  private configuration = new Configuration(() => undefined);
  private servers = new Map<string | undefined, Server>();
  private unreachable = new Set<Server>();
  private detectsDrift: boolean | undefined;

  configure(read: ReadConfig): void {
    this.configuration = new Configuration(read);
    this.servers = new Map();
    this.unreachable = new Set();
    this.detectsDrift = undefined;
  }

  /** @throws OtoroshiError of the code `invalid` when the connection is not configured */
  server(connection: string | undefined): Server {
    let server = this.servers.get(connection);
    if (server === undefined) {
      const api = new ApiKeysApi(this.configuration.connection(connection), say);
      this.servers.set(connection, (server = { api, keys: new LiveKeys(api) }));
    }
    return server;
  }

  get driftDetection(): boolean {
    return (this.detectsDrift ??= this.configuration.driftDetection !== "false");
  }

  /**
   * Does something that only looks at the server; when the server cannot be reached, says so once and does
   * without from then on.
   */
  async whileReachable<T>(server: Server, look: () => Promise<T>, without: T): Promise<T> {
    if (this.unreachable.has(server)) return without;
    try {
      return await look();
    } catch (error) {
      if (!isOtoroshiError(error, "unavailable", "timeout", "throttled")) throw error;
      if (!this.unreachable.has(server)) {
        this.unreachable.add(server);
        say(`warning: ${error.message} Drift cannot be seen: compared with the state only.`);
      }
      return without;
    }
  }
}

/** The one session of this process. */
export const session = new Session();
