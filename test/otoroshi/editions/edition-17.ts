import { created, gateway, refused } from "../gateway/answers";
import { readKeyOf17 } from "../keys/readers";
import { TOKENS_OF_17 } from "../keys/tokens";
import type { Edition } from "./edition";
import { opens, scoped } from "./entities";
import { patchOf17 } from "./patching";

const wrongSecret = gateway(401, "bad apikey");

/** Otoroshi 17.17; the routes and the model of api keys of 18.0 read the same. */
export const EDITION_17: Edition = {
  name: "17",
  gateway: {
    gateway: "bare",
    /** Where the list of accepted types names HTML, or where there is no such list (the source). */
    wantsPage: (accept) => (accept ?? "text/html").split(",").includes("text/html"),
    refusals: {
      none: gateway(400, "no apikey"),
      unknown: gateway(400, "invalid apikey tuple"),
      wrongSecret: { headers: wrongSecret, basic: wrongSecret },
    },
    otherHost: gateway(404, "no route found !"),
    allowance: 500,
  },
  quotas: {
    names: ["authorizedCallsPerWindow", "throttlingCallsPerWindow", "remainingCallsPerWindow"],
    stopsAtZero: true,
    afterReset: "nothing",
  },
  tokens: TOKENS_OF_17,
  slashesCollapse: false,
  overwrites: false,
  readKey: readKeyOf17,
  opens,
  scoped,
  patch: patchOf17,
  created,
  noSuchKey: (clientId) => `ApiKey with clientId '${clientId}' not found`,
  notAuthorized: (method, uri) => refused(401, `You're not authorized - ${method} ${uri}`),
};
