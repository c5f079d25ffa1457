import type { Agents } from "got";
import { OtoroshiError } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

/** A proxy on the way to a server. */
export interface Proxy {
  /** Its URL without credentials, for messages. */
  readonly name: string;
  readonly agent: Agents;
}

const proxies = new Map<string, Promise<Proxy>>();

/**
 * The proxy that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (upper or lower case) name for a URL; `undefined`
 * when there is none.
 *
 * @throws OtoroshiError of the code `invalid` when what they name is no HTTP proxy
 */
export async function proxyFor(url: string, subject: Subject): Promise<Proxy | undefined> {
  if (!Object.keys(process.env).some((name) => name.toLowerCase().endsWith("_proxy"))) return undefined;
  const { getProxyForUrl } = await import("proxy-from-env");
  const named = getProxyForUrl(url);
  if (named === "") return undefined;
  if (!URL.canParse(named) || !["http:", "https:"].includes(new URL(named).protocol)) {
    throw new OtoroshiError(
      `${describeSubject(subject)}: the environment names a proxy that is no http(s)://host:port ` +
        `(${subject.operation}). Correct HTTP_PROXY or HTTPS_PROXY, or list the host in NO_PROXY. Nothing was sent.`,
      { code: "invalid", operation: subject.operation, setting: "url" },
    );
  }
  let proxy = proxies.get(named);
  if (proxy === undefined) proxies.set(named, (proxy = proxyAt(named)));
  return proxy;
}

async function proxyAt(url: string): Promise<Proxy> {
  const [{ HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);
  const options = { keepAlive: true };
  return {
    name: new URL(url).origin,
    // got asks for an https.Agent, of which it needs no more than any agent has.
    agent: { http: new HttpProxyAgent(url, options), https: new HttpsProxyAgent(url, options) },
  };
}
