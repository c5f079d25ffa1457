import * as pulumi from "@pulumi/pulumi";
import {
  ApiKey,
  ApiKeyArgs,
  ApiKeyFieldArgs,
  ApiKeyResult,
  ApiKeysApi,
  getApiKey,
  getApiKeyGroupOutput,
  getApiKeyOutput,
  getApiKeyQuotasOutput,
  getApiKeys,
  getApiKeysOutput,
  OtoroshiError,
  RestrictionPath,
  ThrottlingStrategy,
} from "pulumi-otoroshi";

const config = new pulumi.Config();

// Each of the scopes, as a value, a promise and an output.
const ofGroup = new ApiKey("group", { groupId: "g1" });
const ofService = new ApiKey("service", { serviceId: pulumi.output("s1") });
const ofRoute = new ApiKey("route", { routeId: Promise.resolve("r1") });
const ofApi = new ApiKey("api", { apiId: pulumi.interpolate`${ofGroup.id}` });
const ofAnother = new ApiKey("another", { groupId: ofGroup.groupId });

// What may be undefined or null.
const maybe: string | undefined = config.get("description");
const nothing: number | null = null;
new ApiKey("maybe", {
  groupId: "g1",
  serviceId: undefined,
  routeId: null,
  description: maybe,
  dailyQuota: nothing,
  connection: undefined,
  adopt: config.getBoolean("adopt"),
  rotation: { enabled: undefined, rotationEvery: null, gracePeriod: config.getNumber("grace") },
  metadata: { set: "a", unset: undefined, none: null, maybe },
});

// Readonly lists, and lists of outputs.
const tags: readonly string[] = ["a", "b"];
const paths: ReadonlyArray<Readonly<RestrictionPath>> = [{ method: "GET", path: "/a" }];
new ApiKey("lists", {
  groupId: "g1",
  tags,
  teams: ["x", pulumi.output("y")],
  restrictions: { enabled: true, allowed: paths, forbidden: [{ method: "POST", path: ofGroup.id }] },
  secretRotationTriggers: [1, "two", { three: ofService.id }],
  quotaResetTriggers: tags,
});

// Values that were written down as constants, or that come from elsewhere.
const constant = {
  groupId: "g1",
  tags: ["a", "b"],
  restrictions: { enabled: true, allowed: [{ method: "GET", path: "/a" }] },
  authorizedEntities: ["group_g2", { routeId: "r1" }],
  secretRotationTriggers: [1, "a"],
} as const;
new ApiKey("constant", constant);
new ApiKey("spread", { ...constant, dailyQuota: 3 });
new ApiKey("either", config.getBoolean("a") ? { groupId: "g1" } : { routeId: "r1" });
const scope = config.getBoolean("a") ? { groupId: "g1" } : { routeId: "r1" };
new ApiKey("scope", { ...scope, dailyQuota: 1 });
const configured = config.requireObject<{ quota?: number; tags?: string[]; meta?: Record<string, string> }>(
  "o",
);
new ApiKey("configured", {
  groupId: "g1",
  dailyQuota: configured.quota,
  tags: configured.tags,
  metadata: configured.meta,
});
const many: Record<string, ApiKeyArgs> = { a: { groupId: "g1" }, b: { routeId: "r1" } };
for (const name of Object.keys(many)) new ApiKey(name, many[name] as ApiKeyArgs);

// Outputs at every depth.
const quota = config.requireNumber("quota");
const strategy: pulumi.Output<ThrottlingStrategy> = pulumi.output({
  id: "LegacyThrottlingStrategyConfig",
  quota: { daily: 3 },
} as const);
new ApiKey("deep", {
  serviceId: ofService.serviceId.apply((id) => id || "s1"),
  clientId: pulumi.output("id"),
  clientSecret: config.requireSecret("secret"),
  clientName: ofGroup.clientName,
  dailyQuota: pulumi.output(quota),
  monthlyQuota: config.requireSecretNumber("quota"),
  enabled: ofGroup.enabled,
  restrictions: pulumi.output({ enabled: true, notFound: [{ method: "*", path: "/" }] }),
  rotation: {
    enabled: pulumi.output(true),
    rotationEvery: ofGroup.rotation.apply((one) => one.rotationEvery || 24),
  },
  throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: pulumi.output(5) } },
  metadata: { owner: ofGroup.clientId, token: pulumi.secret("t") },
  validUntil: pulumi.output("2030-01-01T00:00:00Z"),
});
new ApiKey("strategy", { groupId: "g1", throttlingStrategy: strategy });

// Further entities as texts and as scopes.
new ApiKey("entities", {
  groupId: "g1",
  authorizedEntities: ["group_g2", { routeId: ofRoute.id }, pulumi.output("api_a1"), { serviceId: "s1" }],
});

// Every output of another key that is an argument as well.
const copy: ApiKeyFieldArgs = {
  adopt: ofApi.adopt,
  allowClientIdOnly: ofApi.allowClientIdOnly,
  authorizedEntities: ofApi.authorizedEntities,
  clientName: ofApi.clientName,
  clientSecret: ofApi.clientSecret,
  connection: ofApi.connection,
  constrainedServicesOnly: ofApi.constrainedServicesOnly,
  dailyQuota: ofApi.dailyQuota,
  description: ofApi.description,
  enabled: ofApi.enabled,
  metadata: ofApi.metadata,
  monthlyQuota: ofApi.monthlyQuota,
  quotaResetTriggers: ofApi.quotaResetTriggers,
  readOnly: ofApi.readOnly,
  restrictions: ofApi.restrictions,
  rotation: ofApi.rotation,
  secretRotationTriggers: ofApi.secretRotationTriggers,
  tags: ofApi.tags,
  teams: ofApi.teams,
  tenant: ofApi.tenant,
  throttlingQuota: ofApi.throttlingQuota,
  throttlingStrategy: ofApi.throttlingStrategy,
  validUntil: ofApi.validUntil,
};
new ApiKey("copy", { ...copy, groupId: "g1" });

/** Arguments that a component passes on. */
export function inGroup(name: string, args: ApiKeyFieldArgs, opts?: pulumi.ComponentResourceOptions): ApiKey {
  const declared: ApiKeyArgs = { ...args, groupId: "g1", metadata: { component: name } };
  return new ApiKey(name, declared, opts);
}

/** Arguments some of which have defaults. */
export function withDefaults(name: string, args: Partial<ApiKeyFieldArgs>): ApiKey {
  return new ApiKey(name, { tags: ["x"], ...args, groupId: "g1" });
}

/** Arguments of any scope, passed on. */
export function described(name: string, args: ApiKeyArgs): ApiKey {
  return new ApiKey(name, { ...args, description: name });
}

interface TeamKeyArgs extends ApiKeyFieldArgs {
  team: pulumi.Input<string>;
}

/** A component of which the arguments are a key's and its own. */
export class TeamKey extends pulumi.ComponentResource {
  readonly key: ApiKey;

  constructor(name: string, { team, ...args }: TeamKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("acme:index:TeamKey", name, {}, opts);
    const parent = { parent: this };
    this.key = new ApiKey(name, { ...args, groupId: team, metadata: { team } }, parent);
  }
}

// What is read.
const existing = ApiKey.get("existing", ofAnother.id, { groupId: "g1", connection: "eu" });
const looked = getApiKeyOutput({ groupId: ofGroup.groupId, clientId: ofGroup.clientId });
const quotas = getApiKeyQuotasOutput({ serviceId: "s1", clientId: existing.clientId });
const group = getApiKeyGroupOutput({ serviceId: ofService.id, clientId: "k" });
export const read = {
  name: looked.clientName,
  quota: looked.dailyQuota,
  remaining: quotas.remainingCallsPerDay,
  group: group.name,
  first: existing.tags[0],
  bearer: existing.bearer,
  all: getApiKeysOutput().apply((keys) => keys.map((key) => key.clientId)),
};

/** The client, and the functions that give promises. */
export async function elsewhere(): Promise<string[]> {
  const api = new ApiKeysApi({ url: "http://127.0.0.1:1", clientId: "a", clientSecret: "b" });
  try {
    await api.patch({ groupId: "g1" }, "k", [{ op: "replace", path: "/enabled", value: false }]);
  } catch (error) {
    if (error instanceof OtoroshiError && error.code === "not-found") return [];
    throw error;
  }
  const one: ApiKeyResult = await getApiKey({ routeId: "r1", clientId: "k", connection: null });
  const keys = await getApiKeys({ apiId: "a1" });
  return [one, ...keys]
    .map((key) => key.metadata && key.metadata.owner)
    .filter((owner): owner is string => !!owner);
}
