import { gateway, ok, refused } from "../gateway/answers";
import { readKeyOf14 } from "../keys/readers";
import { TOKENS_OF_1_4 } from "../keys/tokens";
import type { Edition } from "./edition";
import { EDITION_1_5, GATEWAY_OF_1_5 } from "./edition-1.5";
import { patchOf14 } from "./patching";

/**
 * Otoroshi 1.4. A key belonged to one group then, and a service's keys were those of its group; the typing error
 * and the number in its sentences are its own.
 */
export const EDITION_1_4: Edition = {
  ...EDITION_1_5,
  name: "1.4",
  gateway: {
    ...GATEWAY_OF_1_5,
    refusals: {
      ...GATEWAY_OF_1_5.refusals,
      wrongSecret: { headers: gateway(400, "Bad API key"), basic: gateway(502, "Bad API key") },
    },
  },
  tokens: TOKENS_OF_1_4,
  readKey: readKeyOf14,
  opens: (key, entity) => entity === `group_${key.authorizedGroup ?? ""}`,
  scoped: (body, entity) => ({ ...body, authorizedGroup: entity.slice("group_".length) }),
  patch: patchOf14,
  created: ok,
  noSuchKey: (clientId) => `ApiKey with clienId '${clientId}' not found`,
  notAuthorized: (method, uri) => refused(401, `You're not authorized2 - ${method} ${uri}`),
};
