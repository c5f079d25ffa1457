import { ApiKey } from "pulumi-otoroshi";

// Output of `npx pulumi-otoroshi import --group g1 --out index.ts`, with one value changed afterwards.

/** Declared as it is on the server, so adoption changes nothing. */
export const billing = new ApiKey("billing", {
  clientId: "billing-id",
  adopt: true,
  groupId: "g1",
  description: "The billing team's nightly jobs",
  metadata: { owner: "billing" },
}).clientId;

/** Declared with a different quota, which `preview` shows and `up` changes. */
export const partner = new ApiKey("partner", {
  clientId: "partner-id",
  adopt: true,
  groupId: "g1",
  dailyQuota: 1_000,
}).clientId;
