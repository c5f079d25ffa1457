import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

/** What a team's keys are declared with. */
export interface TeamKeysArgs {
  /** The team, which every key names in its metadata. */
  readonly team: string;
  /** The group of services that the keys open. */
  readonly groupId: pulumi.Input<string>;
  /** Names of the team's applications, each of which gets a key. */
  readonly applications: readonly string[];
  /** Calls a day that the team may make with all its keys together. */
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
