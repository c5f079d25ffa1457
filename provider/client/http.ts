import type { Got } from "got";
import { credentials, DEFAULT_REQUEST_TIMEOUT, type Connection } from "./connection";
import { describeSubject, failureOf, type Subject } from "./failure";
import { OtoroshiError, type ErrorCode } from "./otoroshi-error";
import { throttleOf, type Notify } from "./throttle";

/** A request to the admin API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with its ids percent-encoded. */
  readonly path: string;
  /** JSON body. */
  readonly json?: unknown;
  readonly subject: Subject;
}

/**
 * got answers for connections, time limits and repeated attempts. It repeats what is safe to repeat: GET,
 * PUT and DELETE, twice, after a lost connection or the gateway's 502; never POST or PATCH.
 */
let client: Promise<Got> | undefined;

function got(): Promise<Got> {
  // Loaded when first needed: it takes 90 ms, and a program that only declares keys sends nothing.
  client ??= import("got").then((module) =>
    module.got.extend({
      throwHttpErrors: false,
      followRedirect: false,
      responseType: "text",
      retry: {
        limit: 2,
        methods: ["GET", "PUT", "DELETE"],
        statusCodes: [502, 503, 504],
        backoffLimit: 2_000,
      },
    }),
  );
  return client;
}

/**
 * Sends a request and returns the JSON of its answer.
 *
 * @throws OtoroshiError for every answer but a 2xx with JSON, and for none
 */
export async function requestJson(
  connection: Connection,
  request: ApiRequest,
  notify?: Notify,
): Promise<unknown> {
  const { status, body } = await throttleOf(connection.url).send(() => exchange(connection, request), notify);
  if (status < 200 || status >= 300) throw failureOf(request.subject, status, body);
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw misunderstood(request.subject, "the answer is not JSON", status);
  }
}

/** An answer that is a success but not what Otoroshi answers. */
export function misunderstood(subject: Subject, what: string, status?: number): OtoroshiError {
  return new OtoroshiError(
    `${describeSubject(subject)}: ${what} (${subject.operation}). Check that the URL is Otoroshi's admin API.`,
    { code: "unexpected", operation: subject.operation, status },
  );
}

async function exchange(
  connection: Connection,
  request: ApiRequest,
): Promise<{ status: number; body: string }> {
  const { method, path, json, subject } = request;
  const send = await got();
  try {
    const answer = await send(`${connection.url}${path}`, {
      method,
      ...(json === undefined ? {} : { json }),
      headers: {
        Accept: "application/json",
        ...credentials(connection),
        ...(connection.routingHostname === undefined ? {} : { Host: connection.routingHostname }),
      },
      timeout: { request: (connection.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT) * 1000 },
    });
    return { status: answer.statusCode, body: answer.body };
  } catch (error) {
    throw unanswered(connection, subject, error);
  }
}

/** Codes of errors that happen before a request leaves. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ERR_INVALID_URL",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * got's errors carry the request's headers, and with them the credentials: only the error's code gets on.
 */
function unanswered(connection: Connection, subject: Subject, error: unknown): OtoroshiError {
  const cause = (error as { code?: unknown }).code;
  const { code, happened, advice }: { code: ErrorCode; happened: string; advice: string } =
    cause === "ETIMEDOUT"
      ? {
          code: "timeout",
          happened: `no answer within ${String(connection.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT)} s`,
          advice: "Try again, or raise otoroshi:requestTimeout.",
        }
      : {
          code: "unavailable",
          happened: `the server cannot be reached${typeof cause === "string" ? ` (${cause})` : ""}`,
          advice: "Check otoroshi:url, and that Otoroshi runs and can be reached from here.",
        };
  return new OtoroshiError(`${describeSubject(subject)}: ${happened} (${subject.operation}). ${advice}`, {
    code,
    operation: subject.operation,
    uncertain: typeof cause !== "string" || !neverSent.has(cause),
  });
}
