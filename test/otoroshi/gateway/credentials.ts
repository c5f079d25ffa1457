import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { gateway, type Answer } from "./answers";

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function basic(authorization: string | undefined): Credentials | undefined {
  if (authorization?.startsWith("Basic ") !== true) return undefined;
  const text = Buffer.from(authorization.slice("Basic ".length), "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { clientId: text.slice(0, colon), clientSecret: text.slice(colon + 1) };
}

/** The two headers win over basic authentication; one of them alone counts for nothing (observed). */
export function credentials(headers: IncomingHttpHeaders): Credentials | undefined {
  const clientId = single(headers["otoroshi-client-id"]);
  const clientSecret = single(headers["otoroshi-client-secret"]);
  return clientId !== undefined && clientSecret !== undefined
    ? { clientId, clientSecret }
    : basic(headers.authorization);
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The gateway's refusal, `undefined` to let pass: an unknown key is a 400, only a wrong secret a 401 (observed). */
export function refusal(given: Credentials | undefined, admin: Credentials): Answer | undefined {
  if (given === undefined) return gateway(400, "no apikey");
  if (given.clientId !== admin.clientId) return gateway(400, "invalid apikey tuple");
  return same(given.clientSecret, admin.clientSecret) ? undefined : gateway(401, "bad apikey");
}
