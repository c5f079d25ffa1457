/** How one Otoroshi is reached. */
export interface Connection {
  /** Base URL of the admin API: `http(s)://host[:port]`. */
  readonly url: string;
  /** The admin api key's id. */
  readonly clientId: string;
  /** The admin api key's secret. */
  readonly clientSecret: string;
  /** Host header to send when the URL's host is only where to connect (a port-forward, an internal address). */
  readonly routingHostname?: string | undefined;
  /** How the credentials travel: Otoroshi's own two headers, the default, or HTTP basic. */
  readonly authentication?: "headers" | "basic" | undefined;
  /** Seconds that one request may take; default 30. */
  readonly requestTimeout?: number | undefined;
}

/** Seconds that one request may take unless configured. */
export const DEFAULT_REQUEST_TIMEOUT = 30;

/**
 * The base URL without a trailing slash.
 *
 * @throws TypeError when it is no `http(s)://host[:port]`; the message does not repeat it, because a URL
 *   can carry credentials
 */
export function baseUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain =
    parsed !== undefined &&
    ["http:", "https:"].includes(parsed.protocol) &&
    parsed.username === "" &&
    parsed.password === "" &&
    parsed.pathname === "/" &&
    parsed.search === "" &&
    parsed.hash === "";
  if (!plain) throw new TypeError("must be http(s)://host[:port], without path, query or credentials");
  return parsed.origin;
}

/** The headers that authenticate a request. */
export function credentials({ clientId, clientSecret, authentication }: Connection): Record<string, string> {
  if (authentication === "basic") {
    return { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` };
  }
  return { "Otoroshi-Client-Id": clientId, "Otoroshi-Client-Secret": clientSecret };
}
