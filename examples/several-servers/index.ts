import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const config = new pulumi.Config();

/** On the server of `otoroshi:url`. */
const internal = new ApiKey("internal", { groupId: "g1" });

/** The same key on two servers of `otoroshi:connections`: its consumer has one id and one secret. */
const partners = ["eu", "us"].map(
  (region) =>
    new ApiKey(`partner-${region}`, {
      connection: region,
      clientId: "partner",
      clientSecret: config.requireSecret("partnerSecret"),
      clientName: "Partner portal",
      groupId: "g1",
      metadata: { region },
    }),
);

export const internalId = internal.clientId;
export const partnerIds = partners.map((key) => key.clientId);
