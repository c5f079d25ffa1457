import type { Got } from "got";
import { connectionHeaders, DEFAULT_REQUEST_TIMEOUT, type Connection } from "./connection";
import { gatewaySays, REFUSED_CREDENTIALS } from "./gateway";
import { proxyFor } from "./proxy";
import type { Subject } from "./subject";
import { unanswered } from "./unanswered";

/** A request to the admin API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with its ids percent-encoded. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string | undefined;
  readonly subject: Subject;
}

/** What came back, whoever answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Where a redirect leads. */
  readonly location?: string | undefined;
  /** The header `Retry-After`: seconds, or a date. */
  readonly retryAfter?: string | undefined;
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
        errorCodes: ["ECONNREFUSED", "ECONNRESET", "EPIPE", "EAI_AGAIN", "ENETUNREACH"],
        backoffLimit: 2_000,
        calculateDelay: ({ computedValue, error }) => {
          const text: unknown = error.response?.body;
          if (typeof text === "string" && REFUSED_CREDENTIALS.has(gatewaySays(text) ?? "")) return 0;
          return computedValue < timeLeft(error.options.context) ? computedValue : 0;
        },
      },
      hooks: {
        beforeRetry: [
          ({ options }) => {
            options.timeout.request = Math.max(1, timeLeft(options.context));
          },
        ],
      },
    }),
  );
  return client;
}

/** Milliseconds that a request and its repeated attempts still have. */
function timeLeft(context: Record<string, unknown>): number {
  return (context["deadline"] as number) - performance.now();
}

/**
 * Sends a request once, or as often as got repeats it.
 *
 * @throws OtoroshiError of the code `unavailable` or `timeout` when nothing answers
 */
export async function exchange(
  connection: Connection,
  { method, path, body, subject }: ApiRequest,
): Promise<Answer> {
  const send = await got();
  const timeout = (connection.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT) * 1000;
  const proxy = await proxyFor(connection.url, subject);
  let reached = false;
  try {
    const sending = send(`${connection.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...connectionHeaders(connection),
      },
      timeout: { request: timeout },
      context: { deadline: performance.now() + timeout },
      ...(proxy === undefined ? {} : { agent: proxy.agent }),
    });
    void sending.on("request", (request) => {
      // From here on the server may have the request; a TLS connection is none before its handshake.
      request.once("socket", (socket) => {
        const encrypted = "encrypted" in socket;
        if (request.reusedSocket || !(encrypted || socket.connecting)) reached = true;
        else socket.once(encrypted ? "secureConnect" : "connect", () => (reached = true));
      });
    });
    const { statusCode, headers, body: text } = await sending;
    return {
      status: statusCode,
      body: text,
      location: headers.location,
      retryAfter: headers["retry-after"],
    };
  } catch (error) {
    throw unanswered(connection, subject, error, { reached, proxy: proxy?.name });
  }
}
