import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "pulumi-otoroshi";

const config = new pulumi.Config();
const groupId = config.require("groupId");

/** A key for one service. */
const mobile = new ApiKey("mobile", {
  serviceId: config.require("serviceId"),
  description: "The mobile app",
});

/** A key for all services of a group. */
const partner = new ApiKey("partner", {
  groupId,
  description: "The partner portal",
  readOnly: true,
});

/** A key with quotas, metadata and an end date. */
const reports = new ApiKey("reports", {
  groupId,
  description: "Nightly reports",
  dailyQuota: config.requireNumber("dailyQuota"),
  monthlyQuota: 20_000,
  metadata: { owner: "finance", "cost-center": "4711" },
  tags: ["batch"],
  validUntil: "2099-12-31T23:59:59Z",
});

export const clientIds = [mobile, partner, reports].map((key) => key.clientId);
export const mobileSecret = mobile.clientSecret;
