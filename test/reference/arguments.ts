import { scopeArguments } from "../../provider/model/scope";

/** What a reader of the reference wants to know of an argument further to what the table of fields says. */
export interface Usage {
  /** How it is written in a program. */
  readonly example: string;
  /** The oldest of the three kinds of servers that keeps it; `1.4` where it is missing. */
  readonly since?: "1.5" | "17";
}

/** Every argument's use; the examples and the servers are tried in test/unit/arguments.test.ts. */
export const usages: Readonly<Record<string, Usage>> = {
  serviceId: { example: 'serviceId: "s1"' },
  groupId: { example: 'groupId: "g1"' },
  routeId: { example: 'routeId: "route_1"', since: "17" },
  apiId: { example: 'apiId: "api_1"', since: "17" },
  connection: { example: 'connection: "eu"' },
  adopt: { example: 'clientId: "billing", adopt: true' },
  secretRotationTriggers: { example: 'secretRotationTriggers: ["2026-03"]' },
  quotaResetTriggers: { example: 'quotaResetTriggers: ["2026-03-02"]' },
  clientId: { example: 'clientId: "billing"' },
  clientSecret: { example: 'clientSecret: config.requireSecret("billingSecret")' },
  clientName: { example: 'clientName: "Billing"' },
  description: { example: 'description: "The billing team\'s nightly jobs"', since: "1.5" },
  enabled: { example: "enabled: true" },
  readOnly: { example: "readOnly: true" },
  allowClientIdOnly: { example: "allowClientIdOnly: true" },
  constrainedServicesOnly: { example: "constrainedServicesOnly: true" },
  throttlingQuota: { example: "throttlingQuota: 100" },
  dailyQuota: { example: "dailyQuota: 10_000" },
  monthlyQuota: { example: "monthlyQuota: 200_000" },
  throttlingStrategy: {
    example: 'throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 5 } }',
    since: "17",
  },
  restrictions: {
    example: 'restrictions: { enabled: true, allowed: [{ method: "GET", path: "/orders/.*" }] }',
  },
  rotation: { example: "rotation: { enabled: true, rotationEvery: 744, gracePeriod: 168 }" },
  validUntil: { example: 'validUntil: "2030-12-31T23:59:59Z"' },
  tags: { example: 'tags: ["partner"]' },
  metadata: { example: 'metadata: { owner: "billing" }' },
  authorizedEntities: { example: 'authorizedEntities: ["group_g2", { serviceId: "s2" }]', since: "1.5" },
  tenant: { example: 'tenant: "acme"', since: "1.5" },
  teams: { example: 'teams: ["platform"]', since: "1.5" },
};

/** What changing an argument does to the key, where it is no patch of a field. */
export const changes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    scopeArguments.map((name) => [
      name,
      "moves the key in place, with the same id and secret; the new scope must exist",
    ]),
  ),
  connection:
    "replaces the key: it is created on the new server and deleted on the old one. No effect if both are the same server",
  adopt: "no effect; it only matters when the resource is created",
  secretRotationTriggers: "gives the key a new secret, once, in place",
  quotaResetTriggers: "resets the used quotas to zero, once",
  clientId: "replaces the key",
  tenant: "patches `/_loc/tenant`",
};

/** An argument in a program. */
export function exampleOf(name: string): string {
  const usage = usages[name];
  if (usage === undefined) throw new Error(`test/reference/arguments.ts has no example of ${name}`);
  const scope = (scopeArguments as readonly string[]).includes(name) ? "" : 'groupId: "g1", ';
  return `new ApiKey("billing", { ${scope}${usage.example} });`;
}

/** The servers that an argument needs, in words. */
export function serversOf(name: string): string {
  const since = usages[name]?.since;
  if (name === "authorizedEntities") return "1.5 or later for groups and services, 17 for routes and APIs";
  return since === undefined ? "1.4 or later" : `${since} or later`;
}
