import { ApiKey, ApiKeyArgs } from "pulumi-otoroshi";

const args = { groupId: "g1", tags: ["a"], rotation: { enabled: true } } satisfies ApiKeyArgs;
new ApiKey("args", args);
const constant = { groupId: "g1", tags: ["a"] } as const satisfies ApiKeyArgs;
new ApiKey("constant", constant);
// @ts-expect-error there are two scopes
export const two = { groupId: "g1", apiId: "a1" } satisfies ApiKeyArgs;
// @ts-expect-error there is none
export const none = { dailyQuota: 1 } satisfies ApiKeyArgs;
