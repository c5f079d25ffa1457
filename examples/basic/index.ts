import { ApiKey } from "pulumi-otoroshi";

const billing = new ApiKey("billing", {
  groupId: "g1",
  description: "The billing team's nightly jobs",
  dailyQuota: 10_000,
  metadata: { owner: "billing" },
});

const partner = new ApiKey("partner", {
  serviceId: "s1",
  clientName: "Partner portal",
  readOnly: true,
  validUntil: "2030-12-31T23:59:59Z",
  tags: ["partner"],
});

export const billingId = billing.clientId;
export const billingSecret = billing.clientSecret;
export const partnerId = partner.clientId;
