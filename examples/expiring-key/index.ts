import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const config = new pulumi.Config();

const contractor = new ApiKey("contractor", {
  groupId: "g1",
  description: "A contractor, until the project ends",
  validUntil: config.require("validUntil"),
  // Otoroshi disables an expired key. This declaration enables it again when `validUntil` is extended.
  enabled: true,
});

export const clientId = contractor.clientId;
export const clientSecret = contractor.clientSecret;
