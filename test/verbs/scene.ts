import { startOtoroshi, type EmbeddedOtoroshi, type OtoroshiOptions } from "../otoroshi";
import { Stack, type Properties } from "./stack";

/** A stack and the server that it works on. */
export interface Scene {
  readonly otoroshi: EmbeddedOtoroshi;
  readonly stack: Stack;
  /** Method and path of the requests since the last call. */
  readonly requests: () => string[];
  /** The same without reads. */
  readonly writes: () => string[];
  /** The JSON Patch documents since the last call of the two above. */
  readonly patches: () => unknown[];
}

const open: EmbeddedOtoroshi[] = [];

/** Starts a server and makes a stack on it. */
export async function scene(
  options: OtoroshiOptions = {},
  config: Readonly<Record<string, string>> = {},
): Promise<Scene> {
  const routes = options.edition === undefined || options.edition === "17" ? { r1: ["g1"] } : {};
  const otoroshi = await startOtoroshi({ routes, ...options });
  open.push(otoroshi);
  const requests = (): string[] => {
    const taken = otoroshi.requests.map((one) => `${one.method} ${one.path}`);
    otoroshi.clearRequests();
    return taken;
  };
  return {
    otoroshi,
    stack: new Stack(otoroshi, config),
    requests,
    writes: () => requests().filter((one) => !one.startsWith("GET")),
    patches: () => otoroshi.requests.filter((one) => one.method === "PATCH").map((one) => one.body),
  };
}

/** Ends every server of the test. */
export async function endScenes(): Promise<void> {
  for (const otoroshi of open.splice(0)) await otoroshi.close();
}

/** Metadata of 100 names that a server just takes in one key, and of which no patch of all fits into one request. */
export function largeMetadata(digit: string): Record<string, string> {
  const names = Array.from({ length: 100 }, (_, index) => `name-${String(index)}`);
  return Object.fromEntries(names.map((name) => [name, digit.repeat(980)]));
}

/** A key that is on the server already, of whoever. */
export function foreign(otoroshi: EmbeddedOtoroshi, clientId: string, more: Properties = {}): void {
  const key = {
    clientName: "theirs",
    clientSecret: "their-secret",
    authorizedEntities: ["group_g1"],
    ...more,
  };
  otoroshi.keys.set(clientId, key);
}
