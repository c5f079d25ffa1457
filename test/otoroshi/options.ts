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
  /** Default: `default`. */
  readonly tenant?: string | undefined;
  /** Default: `["default"]`. */
  readonly teams?: readonly string[] | undefined;
}

export interface OtoroshiOptions {
  /** The Otoroshi version to imitate; default 17. */
  readonly edition?: "17" | "1.5" | "1.4" | undefined;
  /** Older name for edition 1.4. */
  readonly legacy?: boolean | undefined;
  /**
   * The `otoroshi_version` that `GET /api/infos` reports; `false` for a server without that route, like those before
   * 16.10. Default: `17.17.0` for edition 17 and `false` for the others. Below 16.5, a creation overwrites an
   * existing key, as it does on such servers.
   */
  readonly version?: string | false | undefined;
  /** Whether a creation silently overwrites an existing key; the default depends on edition and version. */
  readonly overwrites?: boolean | undefined;
  /** The port on 127.0.0.1; default 0, a free port. */
  readonly port?: number | undefined;
  /** Speaks HTTPS with this key and certificate, both in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Groups besides g1, g2 and g3. */
  readonly groups?: readonly (string | GroupOptions)[] | undefined;
  /** Services besides s1 (in g1) and s2 (in g2), each with its groups. */
  readonly services?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Routes, each with its groups. Editions 1.4 and 1.5 have none. */
  readonly routes?: Readonly<Record<string, readonly string[]>> | undefined;
  /** APIs. Editions 1.4 and 1.5 have none. */
  readonly apis?: readonly string[] | undefined;
  /** The admin API key; default: that of a fresh Otoroshi. */
  readonly admin?: Credentials | undefined;
  /** Lists the admin key and its group as a real server does. */
  readonly adminKeyListed?: boolean | undefined;
  /** Rejects everything except GET, like a server with `apiReadOnly`. */
  readonly readOnly?: boolean | undefined;
  /** Answers only to this Host name. */
  readonly hostname?: string | undefined;
  /** Limits the requests per client address; `true` for the limits of a fresh installation. */
  readonly throttle?: boolean | Partial<ThrottleLimits> | undefined;
  /** The share of POST and PATCH requests that fail with a 502, from 0 to 1. */
  readonly failureRate?: number | undefined;
  /** Seed of the random failures. The same seed gives the same failures. */
  readonly seed?: number | undefined;
  /** Latency of every answer in milliseconds. */
  readonly latency?: number | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Called after every request, whether it was answered or failed as planned. */
  readonly onAnswer?: ((request: LoggedRequest) => void) | undefined;
}

/** The admin API key of a fresh Otoroshi. */
export const ADMIN: Credentials = {
  clientId: "admin-api-apikey-id",
  clientSecret: "admin-api-apikey-secret",
};
