import { validateHeaderValue } from "node:http";
import { isObject } from "../model/json";
import { OtoroshiError } from "./otoroshi-error";

/** How to reach an Otoroshi server. */
export interface Connection {
  /** Base URL of the admin API: `http(s)://host[:port]`. */
  readonly url: string;
  /** The client ID of the admin API key. */
  readonly clientId: string;
  /** The client secret of the admin API key. */
  readonly clientSecret: string;
  /** `Host` header to send, if it differs from the URL's host (a port-forward, an internal address). */
  readonly routingHostname?: string | undefined;
  /**
   * Tenant to act in, for an admin API key that is limited to one; sent as `Otoroshi-Tenant`. Without it, the
   * server acts in the tenant `default`.
   */
  readonly tenant?: string | undefined;
  /** How to send the credentials: in Otoroshi's own two headers (default), or with HTTP basic authentication. */
  readonly authentication?: "headers" | "basic" | undefined;
  /** Timeout of a request in seconds, including retries; default 30. */
  readonly requestTimeout?: number | undefined;
}

/** Seconds that one request may take unless configured. */
export const DEFAULT_REQUEST_TIMEOUT = 30;

/** The longest timeout in seconds: a day. Node's timers hold no more than 24 of them. */
const LONGEST_REQUEST_TIMEOUT = 86_400;

/**
 * The base URL without a trailing slash.
 *
 * @throws TypeError when it is no `http(s)://host[:port]`; the message does not repeat it, because a URL
 *   can carry credentials
 */
export function baseUrl(url: string): string {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  const wrong = parsed === undefined ? "it is not a URL" : wrongPart(parsed);
  if (parsed !== undefined && wrong === undefined) return parsed.origin;
  throw new TypeError(`must be http(s)://host[:port], without path, query or credentials: ${String(wrong)}`);
}

/** What of a URL keeps it from being a base URL. */
function wrongPart({ protocol, username, password, pathname, search, hash }: URL): string | undefined {
  if (!["http:", "https:"].includes(protocol)) return "it does not begin with http:// or https://";
  if (username !== "" || password !== "") return "it has credentials";
  if (pathname !== "/") return "it has a path";
  return search === "" && hash === "" ? undefined : "it has a query or a fragment";
}

/**
 * A connection of which every setting can be used, with its URL as `baseUrl` writes it.
 *
 * @throws OtoroshiError of the code `invalid`, with the `setting` that is missing or wrong
 */
export function checkedConnection(connection: unknown): Connection {
  if (!isObject(connection)) throw invalid("it must be an object with url, clientId and clientSecret");
  const { url, authentication, requestTimeout, ...rest } = connection as unknown as Connection;
  for (const setting of ["clientId", "clientSecret"] as const) {
    if (typeof rest[setting] !== "string" || rest[setting] === "")
      throw invalid(`${setting} must be a non-empty string`, setting);
  }
  if (authentication !== undefined && !["headers", "basic"].includes(authentication))
    throw invalid("authentication must be headers or basic", "authentication");
  const headers = ["routingHostname", "tenant", ...(authentication === "basic" ? [] : credentialSettings)];
  for (const setting of headers as ("routingHostname" | "tenant" | "clientId" | "clientSecret")[])
    mustFitHeader(setting, rest[setting]);
  if (requestTimeout !== undefined && !isTimeout(requestTimeout))
    throw invalid("requestTimeout must be a number of seconds above 0 and at most 86400", "requestTimeout");
  try {
    return { ...rest, authentication, requestTimeout, url: baseUrl(url) };
  } catch (error) {
    throw invalid(`url ${(error as Error).message}`, "url");
  }
}

/** Whether a value is a number of seconds that a request may be given. */
export function isTimeout(seconds: unknown): boolean {
  return typeof seconds === "number" && seconds > 0 && seconds <= LONGEST_REQUEST_TIMEOUT;
}

const credentialSettings = ["clientId", "clientSecret"];

function mustFitHeader(
  setting: "routingHostname" | "tenant" | "clientId" | "clientSecret",
  value: unknown,
): void {
  if (value === undefined) return;
  if (typeof value !== "string" || value === "")
    throw invalid(`${setting} must be a non-empty string`, setting);
  try {
    validateHeaderValue(setting, value);
  } catch {
    throw invalid(
      `${setting} contains a character that is not allowed in an HTTP header, such as a line break`,
      setting,
    );
  }
}

function invalid(what: string, setting?: keyof Connection): OtoroshiError {
  return new OtoroshiError(`Invalid connection to Otoroshi: ${what}. Nothing was sent.`, {
    code: "invalid",
    operation: "connect",
    setting,
  });
}

/** The headers that authenticate a request and say where it acts. */
export function connectionHeaders(connection: Connection): Record<string, string> {
  const { clientId, clientSecret, authentication, routingHostname, tenant } = connection;
  return {
    ...(authentication === "basic"
      ? { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` }
      : { "Otoroshi-Client-Id": clientId, "Otoroshi-Client-Secret": clientSecret }),
    ...(routingHostname === undefined ? {} : { Host: routingHostname }),
    ...(tenant === undefined ? {} : { "Otoroshi-Tenant": tenant }),
  };
}
