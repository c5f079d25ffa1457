import * as kubernetes from "@pulumi/kubernetes";
import { ApiKey } from "pulumi-otoroshi";

const billing = new ApiKey("billing", {
  groupId: "g1",
  description: "The billing team's nightly jobs",
});

/** The credentials for the job's pods. When the key is rotated, the same `pulumi up` updates them. */
const credentials = new kubernetes.core.v1.Secret("billing-otoroshi", {
  metadata: { name: "billing-otoroshi", namespace: "billing" },
  stringData: {
    OTOROSHI_CLIENT_ID: billing.clientId,
    OTOROSHI_CLIENT_SECRET: billing.clientSecret,
  },
});

export const secretName = credentials.metadata.name;
