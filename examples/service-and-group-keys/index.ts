import { ApiKey } from "pulumi-otoroshi";

/** Opens one service. */
const mobile = new ApiKey("mobile", {
  serviceId: "s1",
  description: "The mobile app",
});

/** Opens every service of a group, those that join it later included. */
const partner = new ApiKey("partner", {
  groupId: "g1",
  description: "The partner portal",
  readOnly: true,
});

/** Opens a group, and one service of another group. */
const reports = new ApiKey("reports", {
  groupId: "g1",
  authorizedEntities: [{ serviceId: "s2" }],
  description: "Nightly reports",
});

export const opens = {
  mobile: mobile.authorizedEntities,
  partner: partner.authorizedEntities,
  reports: reports.authorizedEntities,
};
