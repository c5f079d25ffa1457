import { OtoroshiError } from "../client/otoroshi-error";
import { settingName } from "./configuration";

/**
 * What to do in Pulumi about a failure of the client, whose own message names neither settings of a stack nor
 * arguments of a resource.
 *
 * @param error a failure
 * @param connection one of `otoroshi:connections`; `undefined` is the default connection
 * @returns a sentence to put behind the error's message; `undefined` when that says all there is
 */
export function advice(error: OtoroshiError, connection: string | undefined): string | undefined {
  // The configuration's own errors name their setting already.
  if (error.operation === "configure") return undefined;
  if (error.code === "already-exists") return "To adopt the existing key, declare adopt: true.";
  if (error.code === "not-found") return missingAdvice(error);
  const { setting } = error;
  if (setting === undefined) return undefined;
  const settings = setting === "clientId" ? ["clientId", "clientSecret"] : [setting];
  const names = settings.map((key) => settingName(key, connection)).join(", and ");
  return `The setting is ${names}.`;
}

/** The failure with what to do in Pulumi behind its message; a copy, because several verbs can wait for one request. */
export function advised(error: OtoroshiError, connection: string | undefined): OtoroshiError {
  const todo = advice(error, connection);
  return new OtoroshiError(todo === undefined ? error.message : `${error.message} ${todo}`, error);
}

function missingAdvice({ missing }: OtoroshiError): string | undefined {
  switch (missing) {
    case "api-key":
      return "pulumi refresh brings the state up to date.";
    case "api-key-in-scope":
      return "pulumi preview shows where it is.";
    default:
      return undefined;
  }
}
