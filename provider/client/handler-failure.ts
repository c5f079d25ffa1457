import { describeScope } from "../model/scope";
import { detailsOf } from "./details";
import { missingIn } from "./not-found";
import type { Missing } from "./otoroshi-error";
import type { Subject } from "./subject";
import { failing, foreign, type Verdict } from "./verdict";

/** A handler's answer. */
export interface HandlerAnswer extends Readonly<Record<string, unknown>> {
  readonly error: string;
}

/** Tells apart what the admin API's own handlers answer: `{"error": ...}`. */
export function handlerVerdict(
  subject: Subject,
  status: number,
  told: HandlerAnswer,
  sent: unknown,
): Verdict {
  const { error } = told;
  const description = typeof told["error_description"] === "string" ? told["error_description"] : undefined;
  if (status === 404) return notFound(subject, missingIn(subject, { error, description }));
  if (isDuplicate(status, error, description)) {
    return {
      code: "already-exists",
      happened: "a key with this clientId exists already",
      advice: "Choose another clientId, or update the existing key.",
    };
  }
  const details = status === 400 || status === 403 ? detailsOf(told, sent) : undefined;
  const said = details === undefined ? "" : `: ${details}`;
  if (status === 403) return forbidden(subject, said);
  if (status === 401 && error.startsWith("You're not authorized")) {
    return {
      code: "unauthorized",
      happened: "these credentials are not authorised for the operation",
      advice: "The server may be read-only.",
    };
  }
  if (status >= 500) return failing;
  // Handlers answer 401 to exceptions of their own, with credentials that are good.
  return {
    code: "invalid",
    happened: `the server rejected the content of the request${said}`,
    advice: "Check the values. This version of Otoroshi may not support one of the fields.",
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
    happened: `these credentials are not authorised for the operation in tenant '${tenant ?? "default"}'${said}`,
    advice:
      tenant === undefined
        ? "Set tenant to the admin key's tenant, or check the admin key's rights."
        : "Check the tenant and the rights of the admin key.",
  };
}

function notFound({ scope }: Subject, missing: Missing | undefined): Verdict {
  const happened = {
    "api-key": "there is no such key",
    "api-key-in-scope": "the key exists, but is not authorised on this scope",
    scope: scope === undefined ? "it was not found" : `there is no ${describeScope(scope)}`,
    endpoint: "the server does not have this endpoint",
  };
  const advice = {
    "api-key": "Somebody may have deleted it.",
    "api-key-in-scope": "Somebody may have moved it to another scope.",
    scope: "Create it first, or use another scope.",
    endpoint: "Its version of Otoroshi may be too old or too new for the operation.",
  };
  if (missing === undefined) return foreign;
  return { code: "not-found", missing, happened: happened[missing], advice: advice[missing] };
}
