import type { Got } from "got";
import { connectionHeaders, DEFAULT_REQUEST_TIMEOUT, type Connection } from "./connection";
import { gatewaySays, REFUSED_CREDENTIALS, UNANSWERED_STATUSES } from "./gateway";
import { proxyFor, type Proxy } from "./proxy";
import type { Subject } from "./subject";
import { speaksTls } from "./tls-probe";
import { isLost, unanswered } from "./unanswered";

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
  /** The header `Date`: when it was sent, by the clock of who sent it. */
  readonly date?: string | undefined;
}

/** Takes requests to one server and brings answers back. */
export interface Exchange {
  /**
   * Sends a request once, or as often as got repeats it.
   *
   * @throws OtoroshiError of the code `unavailable` or `timeout` when nothing answers
   */
  send(request: ApiRequest): Promise<Answer>;
}

interface Line {
  readonly got: Got;
  readonly proxy: Proxy | undefined;
}

/**
 * got answers for connections, time limits and repeated attempts. It repeats what is safe to repeat: GET,
 * PUT and DELETE, twice, after a lost connection or the gateway's 502; never POST or PATCH.
 */
export function exchangeWith(connection: Connection): Exchange {
  const timeout = (connection.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT) * 1000;
  let line: Promise<Line> | undefined;
  return {
    async send({ method, path, body, subject }) {
      line ??= lineTo(connection);
      const { got, proxy } = await line;
      let reached = false;
      try {
        const sending = got(`${connection.url}${path}`, {
          method,
          ...(body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } }),
          timeout: { request: timeout },
          context: { deadline: performance.now() + timeout },
        });
        void sending.on("request", (request) => {
          request.once("socket", (socket) => {
            // From here on the server may have the request; a TLS connection is none before its handshake.
            const encrypted = "encrypted" in socket;
            if (request.reusedSocket || !(encrypted || socket.connecting)) reached = true;
            else socket.once(encrypted ? "secureConnect" : "connect", () => (reached = true));
          });
        });
        const { statusCode: status, headers, body: text } = await sending;
        const { location, date } = headers;
        return { status, body: text, location, date, retryAfter: headers["retry-after"] };
      } catch (error) {
        const plain = connection.url.startsWith("http:") && proxy === undefined;
        const secure = plain && isLost(error) && (await speaksTls(connection.url));
        throw unanswered(connection, subject, error, { reached, secure, proxy: proxy?.name });
      }
    },
  };
}

async function lineTo(connection: Connection): Promise<Line> {
  // Loaded when first needed: it takes 90 ms, and a program that only declares keys sends nothing.
  const [{ got }, proxy] = await Promise.all([import("got"), proxyFor(connection)]);
  const line = got.extend({
    throwHttpErrors: false,
    followRedirect: false,
    responseType: "text",
    headers: { Accept: "application/json", ...connectionHeaders(connection) },
    ...(proxy === undefined ? {} : { agent: proxy.agent }),
    retry: {
      limit: 2,
      methods: ["GET", "PUT", "DELETE"],
      statusCodes: [...UNANSWERED_STATUSES],
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
  });
  return { got: line, proxy };
}

/** Milliseconds that a request and its repeated attempts still have. */
function timeLeft(context: Record<string, unknown>): number {
  return (context["deadline"] as number) - performance.now();
}
