import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const config = new pulumi.Config();

/** May make 5 calls a throttling window, 1,000 a day and 20,000 a month. */
const partner = new ApiKey("partner", {
  groupId: "g1",
  throttlingQuota: 5,
  dailyQuota: 1_000,
  monthlyQuota: 20_000,
  // Another value sets the used quotas to zero, once.
  quotaResetTriggers: [config.get("resetQuotas") ?? "never"],
});

/** May read orders and invoices, and nothing else. */
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
