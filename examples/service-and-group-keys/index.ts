import { ApiKey } from "pulumi-otoroshi";

/** A key for one service. */
const mobile = new ApiKey("mobile", {
  serviceId: "s1",
  description: "The mobile app",
});

/** A key for every service of a group, including services added later. */
const partner = new ApiKey("partner", {
  groupId: "g1",
  description: "The partner portal",
  readOnly: true,
});

/** A key for a group and for one service of another group. */
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
