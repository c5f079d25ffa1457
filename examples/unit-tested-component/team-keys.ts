import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

/** The arguments of a team's keys. */
export interface TeamKeysArgs {
  /** The team's name, which is written to the metadata of every key. */
  readonly team: string;
  /** The group of services that the keys give access to. */
  readonly groupId: pulumi.Input<string>;
  /** The names of the team's applications. Each of them gets a key. */
  readonly applications: readonly string[];
  /** Maximum calls per day for all keys of the team together. */
  readonly dailyQuota: number;
}

/** A key for each application of a team, and a daily quota that they share evenly. */
export class TeamKeys extends pulumi.ComponentResource {
  /** The keys by application. */
  readonly keys: Readonly<Record<string, ApiKey>>;

  constructor(name: string, args: TeamKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("example:index:TeamKeys", name, {}, opts);
    const { team, groupId, applications } = args;
    const dailyQuota = Math.floor(args.dailyQuota / applications.length);
    this.keys = Object.fromEntries(
      applications.map((application) => [
        application,
        new ApiKey(
          `${name}-${application}`,
          { groupId, dailyQuota, description: `${application} of ${team}`, metadata: { team } },
          { parent: this },
        ),
      ]),
    );
    this.registerOutputs();
  }
}
