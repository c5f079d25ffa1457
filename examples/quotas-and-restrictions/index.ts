import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const config = new pulumi.Config();

/** Allows 5 calls per throttling window, 1,000 per day and 20,000 per month. */
const partner = new ApiKey("partner", {
  groupId: "g1",
  throttlingQuota: 5,
  dailyQuota: 1_000,
  monthlyQuota: 20_000,
  // A change resets the used quotas to zero, once.
  quotaResetTriggers: [config.get("resetQuotas") ?? "never"],
});

/** Allows only reading orders and invoices. */
const auditor = new ApiKey("auditor", {
  groupId: "g1",
  restrictions: {
    enabled: true,
    allowLast: true,
    allowed: [
      { method: "GET", path: "/orders/.*" },
      { method: "GET", path: "/invoices/.*" },
    ],
    forbidden: [{ method: "*", path: ".*" }],
  },
});

export const partnerId = partner.clientId;
export const auditorId = auditor.clientId;
