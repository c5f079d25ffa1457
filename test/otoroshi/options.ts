import type { Credentials } from "./gateway/credentials";
import type { ThrottleLimits } from "./gateway/address-throttle";
import type { LoggedRequest } from "./journal";

export interface OtoroshiOptions {
  /** The port on 127.0.0.1; 0, the default, is one that the system chooses. */
  readonly port?: number | undefined;
  /** Groups further to g1, g2 and g3. */
  readonly groups?: readonly string[] | undefined;
  /** Services further to s1 (in g1) and s2 (in g2), each with its groups. */
  readonly services?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Routes, each with its groups. */
  readonly routes?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly admin?: Credentials | undefined;
  /** Lists the admin key and its group as a real server does. */
  readonly adminKeyListed?: boolean | undefined;
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
  /** A server of 1.4 or 1.5. */
  readonly legacy?: boolean | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Told about every request once it is answered. */
  readonly onAnswer?: ((request: LoggedRequest) => void) | undefined;
}

export const ADMIN: Credentials = {
  clientId: "admin-api-apikey-id",
  clientSecret: "admin-api-apikey-secret",
};
