import { DEFAULT_REQUEST_TIMEOUT, type Connection } from "./connection";
import { OtoroshiError, type ErrorCode } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

/** How far a request came. */
export interface Way {
  /** Whether a connection stood, so that the server may have the request. */
  readonly reached: boolean;
  /** Whether the server of an http URL turned out to speak TLS. */
  readonly secure: boolean;
  /** The proxy on the way, as messages call it. */
  readonly proxy?: string | undefined;
}

interface Verdict {
  readonly code: ErrorCode;
  readonly happened: string;
  readonly advice: string;
  readonly setting: keyof Connection;
  readonly transient: boolean;
  /** Whether the request cannot have been carried out although a connection stood. */
  readonly harmless?: true;
}

/**
 * The failure of a request that nobody answered. Errors of the network library carry the request's headers,
 * and with them the credentials: only the error's code gets on.
 */
export function unanswered(
  connection: Connection,
  subject: Subject,
  error: unknown,
  { reached, secure, proxy }: Way,
): OtoroshiError {
  const verdict = secure ? otherScheme : verdictOn(connection, causeOf(error));
  const { code, happened, advice, setting, transient } = verdict;
  const through = proxy === undefined ? "" : `, through the proxy ${proxy} set in the environment`;
  return new OtoroshiError(
    `${describeSubject(subject)}: ${happened}${through} (${subject.operation}). ${advice}`,
    {
      code,
      operation: subject.operation,
      setting,
      transient,
      uncertain: reached && verdict.harmless === undefined,
    },
  );
}

function causeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** Whether a connection ended in the middle, or with something that is not HTTP. */
export function isLost(error: unknown): boolean {
  const cause = causeOf(error);
  return LOST.has(cause) || cause.startsWith("HPE_");
}

const LOST = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE"]);

const unavailable = { code: "unavailable", setting: "url", transient: false } as const;

const otherScheme: Verdict = {
  ...unavailable,
  happened: "the url begins with http, but the server speaks https on this port",
  advice: "Begin the url with https.",
  harmless: true,
};

/** Codes of Node and OpenSSL for a certificate that is not accepted. */
const CERTIFICATE =
  /^(CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/u;

/** Codes of Node and OpenSSL for a handshake that fails. */
const HANDSHAKE = /^(EPROTO|ERR_SSL_|ERR_TLS_|ERR_OSSL_)/u;

function verdictOn({ requestTimeout }: Connection, cause: string): Verdict {
  if (cause === "ETIMEDOUT") {
    return {
      code: "timeout",
      happened: `no answer within ${String(requestTimeout ?? DEFAULT_REQUEST_TIMEOUT)} s`,
      advice: "Try again, or raise requestTimeout.",
      setting: "requestTimeout",
      transient: true,
    };
  }
  if (cause === "ENOTFOUND") {
    return {
      ...unavailable,
      happened: "the host name of the url cannot be resolved (ENOTFOUND)",
      advice:
        "Check the url. If the name resolves only in another network, set url to a reachable address and " +
        "routingHostname to the name.",
    };
  }
  if (cause === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return {
      ...unavailable,
      happened: "the server's certificate is for another host name",
      advice: "Check the url's host name.",
    };
  }
  if (CERTIFICATE.test(cause)) {
    return {
      ...unavailable,
      happened: `the server's certificate is not trusted (${cause})`,
      advice: "Check the url. For a private certificate authority, set NODE_EXTRA_CA_CERTS to its file.",
    };
  }
  if (HANDSHAKE.test(cause)) {
    return {
      ...unavailable,
      happened: `the TLS handshake failed (${cause})`,
      advice: "Check the url. It begins with https, but the server may speak plain http on this port.",
    };
  }
  if (cause.startsWith("HPE_")) {
    return {
      ...unavailable,
      happened: `the response is not HTTP (${cause})`,
      advice: "Check the url's host and port.",
      ...(cause === "HPE_INVALID_CONSTANT" ? { harmless: true } : {}),
    };
  }
  if (LOST.has(cause)) {
    return {
      ...unavailable,
      happened: `the connection was lost (${cause})`,
      advice: "Try again. If the error persists, check the url and Otoroshi's log.",
      transient: true,
    };
  }
  return {
    ...unavailable,
    happened: `the server cannot be reached${cause === "" ? "" : ` (${cause})`}`,
    advice: "Check the url, and that Otoroshi is running and reachable from here.",
    transient: ["ECONNREFUSED", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(cause),
  };
}
