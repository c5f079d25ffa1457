import assert from "node:assert/strict";
import { startOtoroshi, type EmbeddedOtoroshi, type OtoroshiOptions } from "../otoroshi";
import { Stack, type StackOptions } from "./stack";
import { ADMIN_SECRET } from "./template";

export { ADMIN_SECRET } from "./template";

/** Environment in which the engine writes the state once, at the end: the file backend's own cost is not in it. */
export const WITHOUT_CHECKPOINTS = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** Runs the program in a process for each run, as `pulumi up` does for its users. */
export const OWN_PROCESS = { inline: false };

/** The stack configuration that reaches an embedded server. */
export function configFor(otoroshi: EmbeddedOtoroshi): Record<string, string> {
  return {
    "otoroshi:url": otoroshi.url,
    "otoroshi:clientId": "admin-api-apikey-id",
    "otoroshi:clientSecret": ADMIN_SECRET,
  };
}

/** A stack on the real engine and the server it works on. */
export interface Scene {
  readonly otoroshi: EmbeddedOtoroshi;
  readonly stack: Stack;
  /** Method and path of the requests since the last call. */
  takeRequests(): string[];
  /** The JSON Patch documents since the last call of `takeRequests`. */
  patches(): unknown[];
  /** Fails when a secret stands anywhere in what was printed or stored; then removes everything. */
  end(): Promise<void>;
}

/** Starts a server and makes a stack that is configured for it. Its programs run inline, unless told otherwise. */
export async function scene(
  options: OtoroshiOptions = {},
  config: Record<string, string> = {},
  run: StackOptions = {},
): Promise<Scene> {
  const otoroshi = await startOtoroshi({ routes: { r1: ["g1"] }, ...options });
  const stack = await Stack.create({ ...configFor(otoroshi), ...config }, { inline: true, ...run });
  const secrets = new Set([ADMIN_SECRET]);
  const remember = (): void => {
    for (const key of otoroshi.keys) if (key.clientSecret.length >= 8) secrets.add(key.clientSecret);
  };
  return {
    otoroshi,
    stack,
    takeRequests() {
      remember();
      const taken = otoroshi.requests.map((one) => `${one.method} ${one.path}`);
      otoroshi.clearRequests();
      return taken;
    },
    patches: () => otoroshi.requests.filter((one) => one.method === "PATCH").map((one) => one.body),
    async end() {
      remember();
      const written = stack.transcript + (await stack.stateFile());
      await stack.remove();
      await otoroshi.close();
      for (const secret of secrets)
        assert.ok(!written.includes(secret), "a secret was printed or stored in plain text");
    },
  };
}

/** Asserts that a run ended well and found nothing to change. */
export function assertEmpty({ code, output }: { code: number; output: string }): void {
  assert.equal(code, 0, output);
  const [, resources = ""] = /^Resources:\n((?: .*\n)+)/mu.exec(output) ?? [];
  assert.match(resources, /^\s+\d+ unchanged\s+$/u, output);
}

/** Every argument that an `ApiKey` takes but for its scope, as a program's source. */
export function everyField(name: string): string {
  return `
  clientId: "${name}-id", clientSecret: "${name}-declared-secret", clientName: "${name}", description: "all of it",
  enabled: true, readOnly: true, allowClientIdOnly: true, constrainedServicesOnly: true,
  throttlingQuota: 5, dailyQuota: 1000, monthlyQuota: 9007199254740991,
  throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 5 } },
  restrictions: {
    enabled: true, allowLast: false, allowed: [{ method: "GET", path: "/a" }],
    forbidden: [{ method: "POST", path: "/b" }], notFound: [{ method: "*", path: "/c" }],
  },
  rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 },
  validUntil: "2100-01-01T02:00:00+02:00", tags: ["b", "a", "b"], metadata: { env: "prod", "a/b": "c" },
  authorizedEntities: ["group_g2", "route_r9"], tenant: "default", teams: ["x", "default"], adopt: false,
  secretRotationTriggers: [1], quotaResetTriggers: ["x"],`;
}
