import assert from "node:assert/strict";
import { startOtoroshi, type ApiKey, type EmbeddedOtoroshi } from "../otoroshi";
import { ExampleProject } from "./example-project";
import { assertEmpty, configFor } from "./scene";

/** An example that was brought up. */
export interface Playing {
  readonly pulumi: ExampleProject;
  readonly otoroshi: EmbeddedOtoroshi;
  /** The further servers that its connections name. */
  readonly further: Readonly<Record<string, EmbeddedOtoroshi>>;
}

/** What an example is shown to do. */
export interface Play {
  readonly example: string;
  /** In the words of a test. */
  readonly does: string;
  /** Configuration further to the server's. */
  readonly config?: Readonly<Record<string, string>>;
  /** Names of further connections, each of which is given a server. */
  readonly connections?: readonly string[];
  /** What happens before the first `pulumi up`. */
  readonly before?: (at: Playing) => void | Promise<void>;
  /** What happens after it. */
  readonly after: (at: Playing) => void | Promise<void>;
}

/** The configuration of a further connection. */
function connectionTo(
  name: string,
  { url, clientId, clientSecret }: EmbeddedOtoroshi,
): Record<string, string> {
  const at = `otoroshi:connections.${name}`;
  return { [`${at}.url`]: url, [`${at}.clientId`]: clientId, [`${at}.clientSecret`]: clientSecret };
}

/**
 * Brings an example up, plays it, expects an empty preview then, and expects `pulumi destroy` to leave nothing
 * of it on any server.
 */
export async function play({ example, config = {}, connections = [], before, after }: Play): Promise<void> {
  const otoroshi = await startOtoroshi();
  const further = Object.fromEntries(
    await Promise.all(connections.map(async (name) => [name, await startOtoroshi()] as const)),
  );
  const servers = [otoroshi, ...Object.values(further)];
  let pulumi: ExampleProject | undefined;
  try {
    pulumi = await ExampleProject.copy(example);
    const others = Object.entries(further).map(([name, server]) => connectionTo(name, server));
    await pulumi.init(Object.assign({}, configFor(otoroshi), ...others, config) as Record<string, string>);
    const at = { pulumi, otoroshi, further };
    await before?.(at);
    await pulumi.up();
    await after(at);
    assertEmpty(await pulumi.preview());
    await pulumi.destroy();
    assert.deepEqual(
      servers.map(({ keys }) => keys.size),
      servers.map(() => 0),
    );
    for (const { clientSecret } of servers) {
      assert.ok(!pulumi.transcript.includes(clientSecret), "an admin secret was printed");
    }
  } finally {
    await pulumi?.remove();
    await Promise.all(servers.map((server) => server.close()));
  }
}

/** The key of a name. */
export function named({ keys }: EmbeddedOtoroshi, name: string): ApiKey {
  const key = [...keys].find((one) => one.clientName === name);
  assert.ok(key, `no key is called ${name}`);
  return key;
}

/** The bodies of the PATCH requests since the last call. */
export function patches(otoroshi: EmbeddedOtoroshi): unknown[] {
  const bodies = otoroshi.requests.filter((one) => one.method === "PATCH").map((one) => one.body);
  otoroshi.clearRequests();
  return bodies;
}
