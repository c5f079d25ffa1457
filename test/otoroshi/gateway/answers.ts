import { resultException } from "../json/unreadable";

/**
 * What the server answers, by the layer that answers. The layers differ on the wire: today's gateway sends
 * neither Content-Type nor Content-Length and closes, the web layer and the handlers keep the connection (observed).
 */
export interface Answer {
  readonly layer: "gateway" | "web" | "handler";
  readonly status: number;
  readonly body: unknown;
}

const handler = (status: number, body: unknown): Answer => ({ layer: "handler", status, body });

export const ok = (body: unknown): Answer => handler(200, body);

export const created = (body: unknown): Answer => handler(201, body);

export const deleted: Answer = ok({ deleted: true });

export const refused = (status: 400 | 401 | 404, error: string): Answer => handler(status, { error });

/** What an admin key of limited rights gets outside of them (observed). */
export const forbidden: Answer = handler(403, { error: "You're not authorized here !" });

/** The routes shared by all kinds of entities add a description (and sometimes more). */
export const described = (
  status: 400 | 404,
  error: string,
  description: unknown,
  rest: Readonly<Record<string, unknown>> = {},
): Answer => handler(status, { error, error_description: description, ...rest });

/** The handler's own exception, which the server answers as if nobody had logged in. */
export const thrown = (exception: string): Answer => refused(401, `Server error : ${exception}`);

export const NOT_AN_OBJECT = `play.api.libs.json.JsResultException: ${resultException("error.expected.jsobject")}`;

export const notTrueOrFalse = (value: string): string =>
  `java.lang.IllegalArgumentException: For input string: "${value}"`;

export const notANumber = (value: string): string =>
  `java.lang.NumberFormatException: For input string: "${value}"`;

export const gateway = (status: number, message: string): Answer => ({
  layer: "gateway",
  status,
  body: { "Otoroshi-Error": message },
});

export const web = (status: 400 | 404 | 413 | 415, uri: string): Answer => ({
  layer: "web",
  status,
  body: { "Otoroshi-Error": `Client Error: an error occurred on ${uri} (${status})` },
});
