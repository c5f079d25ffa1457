import { gateway } from "../gateway/answers";
import type { QuotaRules } from "../keys/quotas";
import { readKeyOf15 } from "../keys/readers";
import { TOKENS_OF_1_5 } from "../keys/tokens";
import { type Edition, type GatewayRules } from "./edition";
import { EDITION_17 } from "./edition-17";
import { patchOf15 } from "./patching";

const wrongSecret = gateway(401, "Bad API key");

export const GATEWAY_OF_1_5: GatewayRules = {
  gateway: "like the others",
  wantsPage: (accept) => !(accept ?? "").includes("application/json"),
  refusals: {
    none: gateway(400, "No ApiKey provided"),
    unknown: gateway(401, "Invalid API key"),
    wrongSecret: { headers: wrongSecret, basic: wrongSecret },
  },
  otherHost: gateway(404, "Service not found"),
  // 500 are configured, and multiplied by 10 (measured).
  allowance: 5000,
};

export const QUOTAS_BEFORE_17: QuotaRules = {
  names: ["authorizedCallsPerSec", "currentCallsPerSec", "remainingCallsPerSec"],
  stopsAtZero: false,
  afterReset: "all",
};

/** Otoroshi 1.5, up to 1.5.20. */
export const EDITION_1_5: Edition = {
  ...EDITION_17,
  name: "1.5",
  gateway: GATEWAY_OF_1_5,
  quotas: QUOTAS_BEFORE_17,
  tokens: TOKENS_OF_1_5,
  slashesCollapse: true,
  overwrites: true,
  readKey: readKeyOf15,
  patch: patchOf15,
};
