import type { Answer } from "./exchange";
import { gatewaySays, isPage, objectIn, REFUSED_CREDENTIALS, UNANSWERED_STATUSES } from "./gateway";
import { handlerVerdict } from "./handler-failure";
import { OtoroshiError } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";
import { failing, foreign, refusedCredentials, type Verdict } from "./verdict";

/**
 * Tells the answers of a failed request apart. The status alone does not say who answered or why (a 400
 * can be missing credentials, a 401 a malformed patch, a 404 four things), so the shape of the body and
 * fixed texts in it decide.
 *
 * @param subject what was asked
 * @param answer not a 2xx
 * @param sent the body of the request, of which no value gets into the error
 */
export function failureOf(subject: Subject, answer: Answer, sent?: unknown): OtoroshiError {
  const { status } = answer;
  const { happened, advice, ...rest } = verdict(subject, answer, sent);
  return new OtoroshiError(
    `${describeSubject(subject)}: ${happened} (${subject.operation}, HTTP ${String(status)}). ${advice}`,
    { ...rest, status, operation: subject.operation },
  );
}

function verdict(subject: Subject, answer: Answer, sent: unknown): Verdict {
  const { status, body } = answer;
  if (status >= 300 && status < 400) return redirected(answer);
  if (status === 429) {
    return {
      code: "throttled",
      transient: true,
      happened: "the server is throttling requests",
      advice:
        "By default, Otoroshi allows 500 requests per 10 s from one address. Try again later, or raise its limit.",
    };
  }
  const gateway = gatewaySays(body);
  if (gateway !== undefined && REFUSED_CREDENTIALS.has(gateway)) return refusedCredentials;
  if (UNANSWERED_STATUSES.includes(status)) {
    return {
      code: "unavailable",
      transient: true,
      uncertain: true,
      happened: "the gateway could not answer",
      advice: "Try again. If the error persists, check Otoroshi's log.",
    };
  }
  if (gateway !== undefined) {
    return gateway.startsWith("Client Error: an error occurred on ")
      ? webLayer(status)
      : fromGateway(status, gateway);
  }
  const told = objectIn(body);
  return typeof told["error"] === "string"
    ? handlerVerdict(subject, status, { ...told, error: told["error"] }, sent)
    : stranger(status, body);
}

function redirected({ location }: Answer): Verdict {
  // No more than the origin: the rest may carry what is nobody's business.
  const to = location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin}` : "";
  return {
    code: "unexpected",
    setting: "url",
    happened: `the server redirects${to}, and credentials are not sent to another address`,
    advice: "Set the url to the address of the admin API itself.",
  };
}

function webLayer(status: number): Verdict {
  if (status === 404) {
    return {
      code: "not-found",
      missing: "endpoint",
      happened: "the server does not have this endpoint",
      advice: "Its version of Otoroshi may be too old or too new for the operation.",
    };
  }
  if (status === 413) {
    return {
      code: "invalid",
      happened: "the request is larger than the 102400 bytes that Otoroshi accepts",
      advice: "Shorten the key's largest field, usually metadata.",
    };
  }
  return {
    code: "invalid",
    happened: "the server could not read the request",
    advice: "Check the values. If they are correct, please report a bug.",
  };
}

function fromGateway(status: number, gateway: string): Verdict {
  if (status === 404 && ["no route found !", "Service not found"].includes(gateway)) {
    return {
      code: "unavailable",
      setting: "routingHostname",
      happened: "Otoroshi does not serve the admin API under this host name",
      advice: "Set routingHostname to the admin API's name, usually otoroshi-api.<domain>.",
    };
  }
  if (status === 400 || status === 401 || status === 403) return refusedCredentials;
  return status < 500 ? foreign : failing;
}

function stranger(status: number, body: string): Verdict {
  if (status === 407) {
    return {
      ...foreign,
      happened: "a proxy requires credentials",
      advice: "Set them in HTTP_PROXY or HTTPS_PROXY, or add the host to NO_PROXY.",
    };
  }
  if (status === 401 || status === 403) {
    return {
      ...refusedCredentials,
      setting: status === 401 ? "clientId" : "url",
      advice:
        "Check the connection's clientId and clientSecret, that its url leads to Otoroshi, and any proxies in between.",
    };
  }
  if (status < 500) return foreign;
  // Whoever shows the page of an error may have passed the request on before.
  return isPage(body) ? { ...foreign, uncertain: true } : failing;
}
