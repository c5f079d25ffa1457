import { describeScope } from "../model/scope";
import type { Connection } from "./connection";
import { detailsOf } from "./details";
import type { Answer } from "./exchange";
import { gatewaySays, isPage, objectIn, REFUSED_CREDENTIALS } from "./gateway";
import { missingIn } from "./not-found";
import { OtoroshiError, type ErrorCode, type Missing } from "./otoroshi-error";
import { describeSubject, type Subject } from "./subject";

interface Verdict {
  readonly code: ErrorCode;
  readonly missing?: Missing;
  readonly setting?: keyof Connection;
  readonly transient?: true;
  /** Whether the request may have been carried out. */
  readonly uncertain?: true;
  readonly happened: string;
  readonly advice: string;
}

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
      happened: "the server takes no more requests for now",
      advice:
        "A fresh Otoroshi allows 500 requests per 10 s and address: try again later or raise its limit.",
    };
  }
  const gateway = gatewaySays(body);
  if (gateway !== undefined && REFUSED_CREDENTIALS.has(gateway)) return refusedCredentials;
  if (status >= 502 && status <= 504) {
    return {
      code: "unavailable",
      transient: true,
      uncertain: true,
      happened: "the gateway could not answer",
      advice: "Try again; if it stays so, look at Otoroshi's own log.",
    };
  }
  if (gateway !== undefined) {
    return gateway.startsWith("Client Error: an error occurred on ")
      ? webLayer(status)
      : fromGateway(status, gateway);
  }
  const told = objectIn(body);
  return typeof told["error"] === "string"
    ? handler(subject, status, { ...told, error: told["error"] }, sent)
    : stranger(status, body);
}

function redirected({ location }: Answer): Verdict {
  // No more than the origin: the rest may carry what is nobody's business.
  const to = location !== undefined && URL.canParse(location) ? ` to ${new URL(location).origin}` : "";
  return {
    code: "unexpected",
    setting: "url",
    happened: `the server redirects${to}, which is not followed with credentials`,
    advice: "Set the url to where the admin API itself answers.",
  };
}

function webLayer(status: number): Verdict {
  if (status === 404) {
    return {
      code: "not-found",
      missing: "endpoint",
      happened: "this server has no such endpoint",
      advice: "It may be an older or a newer Otoroshi than the operation needs.",
    };
  }
  if (status === 413) {
    return {
      code: "invalid",
      happened: "the request is larger than the 102400 bytes that Otoroshi takes",
      advice: "Shorten the key's largest field, usually metadata.",
    };
  }
  return {
    code: "invalid",
    happened: "the server could not read the request",
    advice: "Check the values given; if they are right, please report it.",
  };
}

function fromGateway(status: number, gateway: string): Verdict {
  if (status === 404 && ["no route found !", "Service not found"].includes(gateway)) {
    return {
      code: "unavailable",
      setting: "routingHostname",
      happened: "Otoroshi serves no admin API under this host name",
      advice: "Set routingHostname to the admin API's name, usually otoroshi-api.<domain>.",
    };
  }
  if (status === 400 || status === 401 || status === 403) return refusedCredentials;
  return status < 500 ? foreign("url") : failing;
}

const refusedCredentials: Verdict = {
  code: "unauthorized",
  setting: "clientId",
  happened: "the server does not accept the credentials",
  advice: "Check clientId and clientSecret of the connection, and that their key is enabled.",
};

const failing: Verdict = {
  code: "unexpected",
  // A handler that fails may have written before.
  uncertain: true,
  happened: "the server failed",
  advice: "Look at Otoroshi's own log.",
};

function foreign(setting: keyof Connection): Verdict {
  return {
    code: "unexpected",
    setting,
    happened: "something that does not answer like Otoroshi answered",
    advice: "Check the url, and proxies on the way to it.",
  };
}

interface HandlerAnswer extends Readonly<Record<string, unknown>> {
  readonly error: string;
}

function handler(subject: Subject, status: number, told: HandlerAnswer, sent: unknown): Verdict {
  const { error } = told;
  const description = typeof told["error_description"] === "string" ? told["error_description"] : undefined;
  if (status === 404) return notFound(subject, missingIn(subject, { error, description }));
  if (isDuplicate(status, error, description)) {
    return {
      code: "already-exists",
      happened: "there is a key of this clientId already",
      advice: "Choose another clientId, or update that key.",
    };
  }
  const details = status === 400 || status === 403 ? detailsOf(told, sent) : undefined;
  const said = details === undefined ? "" : `: ${details}`;
  if (status === 403) return forbidden(subject, said);
  if (status === 401 && error.startsWith("You're not authorized")) {
    return {
      code: "unauthorized",
      happened: "the server refuses the operation to these credentials",
      advice: "The server may be read-only.",
    };
  }
  if (status >= 500) return failing;
  // Handlers answer 401 to exceptions of their own, with credentials that are good.
  return {
    code: "invalid",
    happened: `the server refused the content of the request${said}`,
    advice: "Check the values given; another release of Otoroshi may not know one of the fields.",
  };
}

function isDuplicate(status: number, error: string, description: string | undefined): boolean {
  if (status === 409) return true;
  return status === 400 && (error.endsWith("already exists") || description === "Entity already exists");
}

function forbidden({ tenant }: Subject, said: string): Verdict {
  return {
    code: "unauthorized",
    setting: "tenant",
    happened: `the server refuses the operation to these credentials in tenant '${tenant ?? "default"}'${said}`,
    advice:
      tenant === undefined
        ? "Set tenant to the one that the admin key's rights are for, or check its rights."
        : "Check tenant, and the rights of the admin key.",
  };
}

function notFound({ scope }: Subject, missing: Missing | undefined): Verdict {
  const happened = {
    "api-key": "there is no such key",
    "api-key-in-scope": "the key exists, but is not authorised there",
    scope: scope === undefined ? "it was not found" : `there is no ${describeScope(scope)}`,
    endpoint: "this server has no such endpoint",
  };
  const advice = {
    "api-key": "Somebody may have deleted it.",
    "api-key-in-scope": "Somebody may have moved it to another scope.",
    scope: "Create it first, or use another scope; keys of a deleted scope live on.",
    endpoint: "It may be an older or a newer Otoroshi than the operation needs.",
  };
  if (missing === undefined) return foreign("url");
  return { code: "not-found", missing, happened: happened[missing], advice: advice[missing] };
}

function stranger(status: number, body: string): Verdict {
  if (status === 407) {
    return {
      ...foreign("url"),
      happened: "a proxy asks for credentials",
      advice: "Give them in HTTP_PROXY or HTTPS_PROXY, or list the host in NO_PROXY.",
    };
  }
  if (status === 401 || status === 403) return { ...refusedCredentials, setting: "url" };
  return status < 500 || isPage(body) ? foreign("url") : failing;
}
