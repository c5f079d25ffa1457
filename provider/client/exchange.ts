import type { Got, Response } from "got";
import { connectionHeaders, DEFAULT_REQUEST_TIMEOUT, type Connection } from "./connection";
import { gatewaySays, REFUSED_CREDENTIALS, UNANSWERED_STATUSES } from "./gateway";
import { proxyFor, type Proxy } from "./proxy";
import type { Subject } from "./subject";
import { streamed, type Intake } from "./streamed";
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
  /** Empty where an intake took it. */
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
   * @param intake takes the body of a good answer to a GET
   * @throws OtoroshiError of the code `unavailable` or `timeout` when nothing answers
   */
  send(request: ApiRequest, intake?: Intake): Promise<Answer>;
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
    async send({ method, path, body, subject }, intake) {
      line ??= lineTo(connection);
      const { got, proxy } = await line;
      const url = `${connection.url}${path}`;
      const limits = { timeout: { request: timeout }, context: { deadline: performance.now() + timeout } };
      let reached = false;
      try {
        if (intake !== undefined) {
          return answerOf(await streamed(got.stream(url, { ...limits, throwHttpErrors: true }), intake));
        }
        const sending = got(url, {
          method,
          ...(body === undefined ? {} : { body, headers: { "Content-Type": "application/json" } }),
          ...limits,
        });
        void sending.on("request", (request) => {
          request.once("socket", (socket) => {
            // From here on the server may have the request; a TLS connection is none before its handshake.
            const encrypted = "encrypted" in socket;
            if (request.reusedSocket || !(encrypted || socket.connecting)) reached = true;
            else socket.once(encrypted ? "secureConnect" : "connect", () => (reached = true));
          });
        });
        return answerOf(await sending);
      } catch (error) {
        const plain = connection.url.startsWith("http:") && proxy === undefined;
        const secure = plain && isLost(error) && (await speaksTls(connection.url));
        throw unanswered(connection, subject, error, { reached, secure, proxy: proxy?.name });
      }
    },
  };
}

function answerOf({ statusCode: status, headers, body }: Response<string>): Answer {
  const { location, date } = headers;
  return { status, body, location, date, retryAfter: headers["retry-after"] };
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
