import { createHash } from "node:crypto";
import { ApiKeysApi } from "../client/api-keys-api";
import { Claims } from "./claims";
import { Configuration, type DriftDetection, type ReadConfig } from "./configuration";
import { say } from "./diagnostics";
import { Gate } from "./gate";
import { LiveKeys } from "./live-keys";
import { ProgramNotes } from "./program";
import { Survey } from "./survey";

/** The characters of a server's mark: 30 bits. */
const MARK = 5;

/** A server as the verbs of the provider use it. */
export interface Server {
  readonly api: ApiKeysApi;
  /** Reads shared by the verbs. */
  readonly keys: LiveKeys;
  /** What a preview sees where keys are to be created. */
  readonly survey: Survey;
  /** What makes it one server, whatever its connections are called: URL and host name. */
  readonly identity: string;
  /** Tells its identity from others in the record of a state, in as few characters as do. */
  readonly mark: string;
  /** The connection that it was first reached by; `undefined` is the default one. */
  readonly connection: string | undefined;
  /** The id of the key that the provider logs in with. */
  readonly adminId: string;
}

/**
 * What the provider knows in this process. The host runs the verbs concurrently, and calls them on an
 * instance whose `configure` has not ended: so `configure` sets all at once, and connections are made
 * when first used.
 */
class Session {
  private configuration = new Configuration(() => undefined);
  private servers = new Map<string, Server>();
  /** The same by the names of their connections. */
  private named = new Map<string | undefined, Server>();
  private drift: DriftDetection | undefined;
  private mentioned = new Set<string>();
  private noted = new Set<string>();
  /** Who has which key in this run. */
  claims = new Claims();
  /** What the program tells of its resources. */
  notes = new ProgramNotes();
  /** Lets previews go on without a server. */
  gate = new Gate();

  configure(read: ReadConfig): void {
    this.configuration = new Configuration(read);
    this.servers = new Map();
    this.named = new Map();
    this.drift = undefined;
    this.mentioned = new Set();
    this.noted = new Set();
    this.claims = new Claims();
    this.notes = new ProgramNotes();
    this.gate = new Gate();
  }

  /** @throws OtoroshiError of the code `invalid` when the connection is not configured, or wrong */
  server(name: string | undefined): Server {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    const connection = this.configuration.connection(name);
    const { url, routingHostname = "", clientId, clientSecret, tenant = "" } = connection;
    const place = JSON.stringify([url, routingHostname, clientId, clientSecret, tenant]);
    let server = this.servers.get(place);
    if (server === undefined) {
      const api = new ApiKeysApi(connection, say);
      const identity = `${url} ${routingHostname}`;
      const mark = createHash("sha256").update(identity).digest("base64url").slice(0, MARK);
      const keys = new LiveKeys(api);
      const survey = new Survey(api, keys);
      server = { api, keys, survey, identity, mark, adminId: clientId, connection: name };
      this.servers.set(place, server);
    }
    this.named.set(name, server);
    return server;
  }

  /** A server of this run by its identity, through whichever connection was used first. */
  serverOf(identity: string): Server | undefined {
    return [...this.servers.values()].find((one) => one.identity === identity);
  }

  /** Says a line that is about no one key, once in a run. */
  mention(line: string): void {
    if (this.mentioned.has(line)) return;
    this.mentioned.add(line);
    say(line);
  }

  /** Lines about a key that were not said of it in this run before: the diff of an update says them first. */
  newOf(server: Server, clientId: string, lines: readonly string[]): string[] {
    return lines.filter((line) => {
      const noted = `${server.identity} ${clientId} ${line}`;
      return !this.noted.has(noted) && this.noted.add(noted);
    });
  }

  /** Whether keys are compared with the server in a preview. */
  get driftDetection(): DriftDetection {
    return (this.drift ??= this.configuration.driftDetection);
  }
}

/** The one session of this process. */
export const session = new Session();
