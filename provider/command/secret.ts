import type { ApiKeyEntity } from "../client/entities";
import { valueAt } from "../model/json";

/** What stands for a text that a key could be used with. */
export const HIDDEN = "[secret]";

/** Characters from which on a secret is looked for in other fields: shorter ones stand there by chance. */
const TELLING = 8;

/** Whether a value contains a secret of the key: people write them into names and descriptions. */
export function holdsSecret(value: unknown, live: ApiKeyEntity): boolean {
  const secrets = [live.clientSecret, valueAt(live, ["rotation", "nextSecret"])].filter(
    (one): one is string => typeof one === "string" && one.length >= TELLING,
  );
  return secrets.some((secret) => mentions(value, secret));
}

function mentions(value: unknown, secret: string): boolean {
  if (typeof value === "string") return value.includes(secret);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, one]) => name.includes(secret) || mentions(one, secret));
}
