import type { ThrottleLimits } from "./gateway/address-throttle";
import type { LoggedRequest } from "./journal";

/** The id and the secret of an api key. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A group of its own tenant. */
export interface GroupOptions {
  readonly id: string;
  /** `default` where it is missing. */
  readonly tenant?: string | undefined;
  /** `["default"]` where they are missing. */
  readonly teams?: readonly string[] | undefined;
}

export interface OtoroshiOptions {
  /** Which generation of servers to behave like; 17 is the default. */
  readonly edition?: "17" | "1.5" | "1.4" | undefined;
  /** An older name of edition 1.4. */
  readonly legacy?: boolean | undefined;
  /**
   * What `GET /api/infos` names as `otoroshi_version`; `false` for a server without that route, as those before
   * 16.10 are. The default is `17.17.0` for edition 17 and `false` for the others. Below 16.5 a creation
   * replaces an existing key, as it does on such servers.
   */
  readonly version?: string | false | undefined;
  /** Whether a creation replaces an existing key without a word; the default follows edition and version. */
  readonly overwrites?: boolean | undefined;
  /** The port on 127.0.0.1; 0, the default, is one that the system chooses. */
  readonly port?: number | undefined;
  /** Speaks HTTPS with this key and certificate, both in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Groups further to g1, g2 and g3. */
  readonly groups?: readonly (string | GroupOptions)[] | undefined;
  /** Services further to s1 (in g1) and s2 (in g2), each with its groups. */
  readonly services?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Routes, each with its groups; unknown to editions 1.4 and 1.5. */
  readonly routes?: Readonly<Record<string, readonly string[]>> | undefined;
  /** APIs; unknown to editions 1.4 and 1.5. */
  readonly apis?: readonly string[] | undefined;
  /** The admin API key; the default is the one of a fresh Otoroshi. */
  readonly admin?: Credentials | undefined;
  /** Lists the admin key and its group as a real server does. */
  readonly adminKeyListed?: boolean | undefined;
  /** Refuses everything but GET, as a server does whose `apiReadOnly` is set. */
  readonly readOnly?: boolean | undefined;
  /** Answers only to this Host name. */
  readonly hostname?: string | undefined;
  /** Limits the requests of a client address; `true` for what a fresh install allows. */
  readonly throttle?: boolean | Partial<ThrottleLimits> | undefined;
  /** How many of all POST and PATCH requests fail with a 502, from 0 to 1. */
  readonly failureRate?: number | undefined;
  /** Where the row of failures starts; the same seed gives the same row. */
  readonly seed?: number | undefined;
  /** Milliseconds that every answer takes. */
  readonly latency?: number | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Told about every request once it is answered, or has failed as planned. */
  readonly onAnswer?: ((request: LoggedRequest) => void) | undefined;
}

/** The admin API key of a fresh Otoroshi. */
export const ADMIN: Credentials = {
  clientId: "admin-api-apikey-id",
  clientSecret: "admin-api-apikey-secret",
};
