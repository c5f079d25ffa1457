import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { ApiKey } from "../keys/api-key";
import type { Credentials } from "../options";
import type { Answer } from "./answers";
import { EVERYTHING, rightsOf, type Rights } from "./rights";

/** Credentials with the way they came, which some servers answer differently. */
export interface Login extends Credentials {
  readonly by: "headers" | "basic";
}

/** What the gateway says to whom it does not let pass. */
export interface Refusals {
  readonly none: Answer;
  readonly unknown: Answer;
  readonly wrongSecret: Readonly<Record<Login["by"], Answer>>;
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

function basic(authorization: string | undefined): Login | undefined {
  if (authorization?.startsWith("Basic ") !== true) return undefined;
  const text = Buffer.from(authorization.slice("Basic ".length), "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0
    ? undefined
    : { clientId: text.slice(0, colon), clientSecret: text.slice(colon + 1), by: "basic" };
}

/** The two headers win over basic authentication; one of them alone counts for nothing (observed). */
function login(headers: IncomingHttpHeaders): Login | undefined {
  const clientId = single(headers["otoroshi-client-id"]);
  const clientSecret = single(headers["otoroshi-client-secret"]);
  return clientId !== undefined && clientSecret !== undefined
    ? { clientId, clientSecret, by: "headers" }
    : basic(headers.authorization);
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A key that is off opens nothing; one that rotates opens with its next secret too. */
function opensWith({ clientSecret, enabled, rotation }: ApiKey, secret: string): boolean {
  const next = rotation.enabled ? rotation.nextSecret : null;
  return enabled && (same(clientSecret, secret) || (next !== null && same(next, secret)));
}

/** Whom the admin API lets in: the key that the server was started with, and keys of the admin API's own group. */
export interface Doorkeeper {
  /** The key of the start; it is looked up like any other where the server lists it. */
  readonly admin: Credentials | undefined;
  readonly find: (clientId: string) => ApiKey | undefined;
  readonly refusals: Refusals;
}

/** The rights of the sender, or the gateway's refusal. */
export function authenticate(headers: IncomingHttpHeaders, door: Doorkeeper): Rights | { refused: Answer } {
  const given = login(headers);
  if (given === undefined) return { refused: door.refusals.none };
  if (given.clientId === door.admin?.clientId) {
    return same(given.clientSecret, door.admin.clientSecret)
      ? EVERYTHING
      : { refused: door.refusals.wrongSecret[given.by] };
  }
  const key = door.find(given.clientId);
  if (key === undefined) return { refused: door.refusals.unknown };
  if (!opensWith(key, given.clientSecret)) return { refused: door.refusals.wrongSecret[given.by] };
  return rightsOf(key.metadata, single(headers["otoroshi-tenant"]));
}
