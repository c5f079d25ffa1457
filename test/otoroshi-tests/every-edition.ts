import type { OtoroshiOptions } from "../otoroshi";
import type { Reply } from "./admin-client";
import { servers, type Server } from "./server";

export const SERVICE = "/api/services/s1/apikeys";
export const GROUP = "/api/groups/g1/apikeys";

const names = (...all: readonly string[]): string => all.join(" ");

const SWITCHES = names("enabled", "readOnly", "allowClientIdOnly");
const REST = names(
  "throttlingQuota",
  "dailyQuota",
  "monthlyQuota",
  "constrainedServicesOnly",
  "restrictions",
  "rotation",
  "validUntil",
  "tags",
  "metadata",
);

/** The members of a key in each edition, in order. */
export const K14 = names("clientId", "clientSecret", "clientName", "authorizedGroup", SWITCHES, REST);
export const K15 = names(
  "_loc",
  "clientId",
  "clientSecret",
  "clientName",
  "description",
  "authorizedGroup",
  "authorizedEntities",
  SWITCHES,
  REST,
);
export const K17 = K15.replace("authorizedEntities", "authorizedEntities authorizations").replace(
  "throttlingQuota",
  "throttlingStrategy throttlingQuota",
);

export const members = ({ body }: Reply): string => Object.keys(body as object).join(" ");

export const error = ({ body }: Reply): unknown => (body as { error: unknown }).error;

export const ids = ({ body }: Reply): string[] =>
  (body as { clientId: string }[]).map(({ clientId }) => clientId);

/** Asks a server of every edition for the same; the answers come in the order 1.4, 1.5, 17. */
export function everyEdition(): <T>(
  use: (server: Server) => Promise<T>,
  options?: OtoroshiOptions,
) => Promise<readonly T[]> {
  const started = servers();
  return async (use, options = {}) => {
    const answers = [];
    for (const edition of ["1.4", "1.5", "17"] as const) {
      answers.push(await use(await started({ ...options, edition })));
    }
    return answers;
  };
}
