import { ADMIN } from "../otoroshi/options";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed text; a test knows what it expects there. */
  readonly body: unknown;
}

export interface Client {
  (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    /** Names of headers that are not sent. */
    without?: readonly string[],
  ): Promise<Reply>;
}

const AUTHENTICATED = {
  "otoroshi-client-id": ADMIN.clientId,
  "otoroshi-client-secret": ADMIN.clientSecret,
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends as the admin; a text or bytes are sent as they stand, anything else as JSON. */
export function adminClient(url: string): Client {
  return async (method, path, body, headers = {}, without = []) => {
    const raw = typeof body === "string" ? body : JSON.stringify(body);
    const typed = body === undefined ? {} : { "content-type": "application/json" };
    const all = { accept: "application/json", ...AUTHENTICATED, ...typed, ...headers };
    const response = await fetch(new URL(path, url), {
      method,
      headers: Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name))),
      ...(body === undefined ? {} : { body: raw }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
}
