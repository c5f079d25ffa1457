import type { Agents } from "got";
import type { Connection } from "./connection";
import { OtoroshiError } from "./otoroshi-error";

/** A proxy on the way to a server. */
export interface Proxy {
  /** Its URL without credentials, for messages. */
  readonly name: string;
  readonly agent: Agents;
}

/**
 * The proxy that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (upper or lower case) name for a server;
 * `undefined` when there is none.
 *
 * @throws OtoroshiError of the code `invalid` when what they name is no HTTP proxy
 */
export async function proxyFor({ url, routingHostname }: Connection): Promise<Proxy | undefined> {
  const { getProxyForUrl } = await import("proxy-from-env");
  const named = getProxyForUrl(url);
  if (named === "") return undefined;
  if (!URL.canParse(named) || !["http:", "https:"].includes(new URL(named).protocol)) {
    throw new OtoroshiError(
      `${url}: the proxy set in the environment must be http(s)://host:port. Correct HTTP_PROXY or HTTPS_PROXY, ` +
        "or add the host to NO_PROXY. Nothing was sent.",
      { code: "invalid", operation: "connect", setting: "url" },
    );
  }
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const options = { keepAlive: true };
  // A proxy that passes a plain request on connects to its Host, which here is not where to connect.
  const PlainAgent = routingHostname === undefined ? HttpProxyAgent : HttpsProxyAgent;
  return {
    name: new URL(named).origin,
    agent: {
      http: new PlainAgent(named, options),
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- got needs what any agent has
      https: new HttpsProxyAgent(named, options),
    },
  };
}
