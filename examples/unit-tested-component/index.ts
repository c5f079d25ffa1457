import { TeamKeys } from "./team-keys";

const billing = new TeamKeys("billing", {
  team: "billing",
  groupId: "g1",
  applications: ["invoices", "reminders"],
  dailyQuota: 10_000,
});

export const clientIds = Object.fromEntries(
  Object.entries(billing.keys).map(([application, key]) => [application, key.clientId]),
);
