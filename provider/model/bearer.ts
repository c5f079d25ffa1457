import { createHmac } from "node:crypto";

/**
 * The bearer token of a key, as `GET /api/apikeys/{clientId}/bearer` of Otoroshi 17 answers it: the key's id
 * and the hex of an HMAC-SHA256 of it under the key's secret.
 */
export function bearerOf(clientId: string, clientSecret: string): string {
  const subject = `otoapk_${clientId}`;
  return `${subject}_${createHmac("sha256", clientSecret).update(subject).digest("hex")}`;
}
