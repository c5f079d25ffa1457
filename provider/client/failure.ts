import { isObject } from "../model/json";
import { OtoroshiError, type ErrorCode, type Missing } from "./otoroshi-error";
import { describeScope, type Scope } from "../model/scope";

/** What a request is about, for the message of its failure. */
export interface Subject {
  /** The operation's name in the API document. */
  readonly operation: string;
  /** Base URL of the server. */
  readonly url: string;
  readonly scope?: Scope | undefined;
  readonly clientId?: string | undefined;
}

interface Verdict {
  readonly code: ErrorCode;
  readonly missing?: Missing;
  readonly happened: string;
  readonly advice: string;
}

/**
 * Tells the answers of a failed request apart. The status alone does not say who answered or why (a 400
 * can be missing credentials, a 401 a malformed patch, a 404 four things), so the shape of the body and
 * fixed texts in it decide; nothing of the body gets into the error.
 *
 * @param subject what was asked
 * @param status HTTP status, not 2xx
 * @param body the answer's text
 */
export function failureOf(subject: Subject, status: number, body: string): OtoroshiError {
  const { code, missing, happened, advice } = verdict(subject, status, parsed(body));
  return new OtoroshiError(
    `${describeSubject(subject)}: ${happened} (${subject.operation}, HTTP ${String(status)}). ${advice}`,
    { code, missing, status, operation: subject.operation, uncertain: status >= 502 && status <= 504 },
  );
}

/** The key, the scope and the server that a message is about. */
export function describeSubject({ url, scope, clientId }: Subject): string {
  const key = clientId === undefined ? "api keys" : `api key '${clientId}'`;
  const place = scope === undefined ? "" : ` of ${describeScope(scope)}`;
  return `${key}${place} on ${url}`;
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function verdict(subject: Subject, status: number, body: Record<string, unknown>): Verdict {
  if (status === 429) {
    return {
      code: "throttled",
      happened: "the server takes no more requests for now",
      advice:
        "A fresh Otoroshi allows 500 requests per 10 s and address: try again later or raise its limit.",
    };
  }
  if (status >= 502 && status <= 504) {
    return {
      code: "unavailable",
      happened: "the gateway could not answer",
      advice: "Try again; if it stays so, look at Otoroshi's own log.",
    };
  }
  const gateway = body["Otoroshi-Error"];
  if (typeof gateway === "string") {
    return gateway.startsWith("Client Error: ") ? webLayer(status) : gatewayVerdict(status);
  }
  return typeof body["error"] === "string" ? handler(subject, status, body["error"]) : stranger(status);
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

function gatewayVerdict(status: number): Verdict {
  if (status === 404) {
    return {
      code: "unavailable",
      happened: "Otoroshi serves no admin API under this host name",
      advice: "Set otoroshi:routingHostname to its name, usually otoroshi-api.<domain>.",
    };
  }
  if (status >= 400 && status < 500) return unauthorized;
  return unexpected;
}

const unauthorized: Verdict = {
  code: "unauthorized",
  happened: "the server does not accept the credentials",
  advice: "Check otoroshi:clientId and otoroshi:clientSecret, and that their key is enabled.",
};

const unexpected: Verdict = {
  code: "unexpected",
  happened: "the server failed",
  advice: "Look at Otoroshi's own log.",
};

function handler(subject: Subject, status: number, error: string): Verdict {
  if (status === 404) return notFound(subject, error);
  if (status === 409 || (status === 400 && error.endsWith("already exists"))) {
    return {
      code: "already-exists",
      happened: "there is a key of this clientId already",
      advice: "Choose another clientId, or take the key over with adopt: true.",
    };
  }
  if (status === 403 || (status === 401 && error.startsWith("You're not authorized"))) {
    return {
      code: "unauthorized",
      happened: "the server refuses the operation to these credentials",
      advice: "The server may be read-only, or the admin key's rights may not reach this tenant or team.",
    };
  }
  // Handlers answer 401 to exceptions of their own, with credentials that are good.
  if (status >= 400 && status < 500) {
    return {
      code: "invalid",
      happened: "the server refused the content of the request",
      advice: "Check the values given; another release of Otoroshi may not know one of the fields.",
    };
  }
  return unexpected;
}

function notFound({ clientId, scope }: Subject, error: string): Verdict {
  // Older servers misspell clientId; the routes' handler calls keys and routes alike an entity.
  const said = error
    .replace("with clienId", "with clientId")
    .replace("Entity with id", "ApiKey with clientId");
  const key = `ApiKey with clientId '${clientId ?? ""}' not found`;
  if (clientId !== undefined && (said === key || scope === undefined)) {
    return {
      code: "not-found",
      missing: "api-key",
      happened: "there is no such key",
      advice: "Somebody may have deleted it; pulumi refresh brings the state up to date.",
    };
  }
  if (clientId !== undefined && said.startsWith(`${key} for `)) {
    return {
      code: "not-found",
      missing: "api-key-in-scope",
      happened: "the key exists, but is not authorised there",
      advice: "Somebody may have moved it to another scope; pulumi preview shows where it is.",
    };
  }
  return {
    code: "not-found",
    ...(scope !== undefined && /not found|does not exist/u.test(error) ? { missing: "scope" as const } : {}),
    happened: scope === undefined ? "it was not found" : `there is no ${describeScope(scope)}`,
    advice: "Create it first, or declare another scope; keys of a deleted scope live on.",
  };
}

function stranger(status: number): Verdict {
  if (status === 401 || status === 403) return unauthorized;
  return {
    code: "unexpected",
    happened: "something that does not answer like Otoroshi answered",
    advice: "Check otoroshi:url, and proxies on the way to it.",
  };
}
