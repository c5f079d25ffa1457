import * as pulumi from "@pulumi/pulumi";
import { ApiKey, getApiKeysOutput } from "pulumi-otoroshi";

/** A team's key, with a quota that is no larger than the rest of the group's keys leave. */
export class Team extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, groupId: string, opts?: pulumi.ComponentResourceOptions) {
    super("acme:index:Team", name, {}, opts);
    // The keys are a secret, the sum of their quotas is none.
    const spent = pulumi.unsecret(
      getApiKeysOutput({ groupId }).apply((keys) =>
        keys.reduce((sum, key) => sum + (key.dailyQuota ?? 0), 0),
      ),
    );
    const key = new ApiKey(
      name,
      { groupId, dailyQuota: spent.apply((sum) => Math.max(0, 100_000 - sum)), metadata: { team: name } },
      { parent: this },
    );
    this.clientId = key.clientId;
  }
}
