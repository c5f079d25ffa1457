import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

/** The current generations of the key, oldest first. */
const generations = new pulumi.Config().requireObject<string[]>("generations");

const keys = generations.map(
  (generation) =>
    new ApiKey(`billing-${generation}`, {
      groupId: "g1",
      description: "The billing team's nightly jobs",
      dailyQuota: 10_000,
      metadata: { generation },
    }),
);

/** The newest generation, for the consumer. */
const current = keys.at(-1);
export const clientId = current?.clientId;
export const clientSecret = current?.clientSecret;
