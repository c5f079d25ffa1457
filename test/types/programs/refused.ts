import * as pulumi from "@pulumi/pulumi";
import { ApiKey, getApiKey } from "pulumi-otoroshi";

// @ts-expect-error there is no scope
new ApiKey("none", { dailyQuota: 1 });
// @ts-expect-error there are two scopes
new ApiKey("two", { groupId: "g1", serviceId: "s1" });
// @ts-expect-error two scopes, one of them an output
new ApiKey("outputs", { groupId: pulumi.output("g1"), apiId: "a1" });
// @ts-expect-error a text for a number
new ApiKey("type", { groupId: "g1", dailyQuota: "5" });
// @ts-expect-error an output of the wrong type
new ApiKey("output", { groupId: "g1", enabled: pulumi.output("true") });
// @ts-expect-error a name that no argument has
new ApiKey("unknown", { groupId: "g1", authorizedGroup: "g1" });
// @ts-expect-error a name that no part has
new ApiKey("part", { groupId: "g1", rotation: { nextSecret: "s" } });
// @ts-expect-error an entity of two scopes
new ApiKey("entity", { groupId: "g1", authorizedEntities: [{ routeId: "r1", groupId: "g1" }] });
// @ts-expect-error a strategy that there is not
new ApiKey("strategy", { groupId: "g1", throttlingStrategy: { id: "Other", quota: {} } });
// @ts-expect-error there is no scope
void getApiKey({ clientId: "k" });
// @ts-expect-error there are two scopes
void getApiKey({ clientId: "k", groupId: "g1", routeId: "r1" });
// @ts-expect-error there is no scope
ApiKey.get("read", "k", {});
const variable = { groupId: "g1", routeId: "r1" };
// @ts-expect-error two scopes, from a variable
new ApiKey("variable", variable);
// @ts-expect-error a name that no part has, in a list's parent
new ApiKey("nested", { groupId: "g1", restrictions: { enabled: true, alowed: [] } });
