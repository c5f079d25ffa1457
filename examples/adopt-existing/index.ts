import { ApiKey } from "pulumi-otoroshi";

// What `npx pulumi-otoroshi import --group g1 --out index.ts` writes, and one value that is changed afterwards.

/** Declared as it is on the server: taking it over changes nothing. */
export const billing = new ApiKey("billing", {
  clientId: "billing-id",
  adopt: true,
  groupId: "g1",
  description: "The billing team's nightly jobs",
  metadata: { owner: "billing" },
}).clientId;

/** Declared with another quota than it has: preview shows it, and `up` changes just that. */
export const partner = new ApiKey("partner", {
  clientId: "partner-id",
  adopt: true,
  groupId: "g1",
  dailyQuota: 1_000,
}).clientId;
