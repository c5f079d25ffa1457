import type { Connection } from "./connection";

/** What went wrong, for programs: stable across releases of Otoroshi and of this package. */
export type ErrorCode =
  | "unauthorized"
  | "not-found"
  | "already-exists"
  | "invalid"
  | "throttled"
  | "unavailable"
  | "timeout"
  | "unexpected";

/** Which of several things was not found. */
export type Missing =
  /** No such key on the server. */
  | "api-key"
  /** The key exists, but is not authorised on this scope. */
  | "api-key-in-scope"
  /** The scope itself: the service, group, route or API. Its keys may live on. */
  | "scope"
  /** The server is too old, or too new, for the route. */
  | "endpoint";

/** What an `OtoroshiError` is made of. */
export interface OtoroshiErrorOptions {
  readonly code: ErrorCode;
  readonly operation: string;
  readonly status?: number | undefined;
  readonly missing?: Missing | undefined;
  readonly setting?: keyof Connection | undefined;
  readonly transient?: boolean | undefined;
  readonly uncertain?: boolean | undefined;
}

/**
 * A failed operation. The message says what happened, on which server, and what to do. Neither the message nor
 * any property contains a secret, a header or a body.
 */
export class OtoroshiError extends Error {
  override readonly name = "OtoroshiError";
  /** What went wrong. */
  readonly code: ErrorCode;
  /** The operation's name in Otoroshi's API specification, such as `patch_api_key_from_group`. */
  readonly operation: string;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** What was not found, with the code `not-found`. */
  readonly missing?: Missing;
  /** The setting of the connection that is the likely cause, if any. */
  readonly setting?: keyof Connection;
  /** Whether the same request may succeed later without a change of settings. */
  readonly transient: boolean;
  /**
   * Whether the server may have carried out the request nevertheless: the request may have arrived, but no
   * answer confirmed it.
   */
  readonly uncertain: boolean;

  constructor(message: string, options: OtoroshiErrorOptions) {
    super(message);
    const { code, operation, status, missing, setting, transient, uncertain } = options;
    this.code = code;
    this.operation = operation;
    this.transient = transient ?? false;
    this.uncertain = uncertain ?? false;
    if (status !== undefined) this.status = status;
    if (missing !== undefined) this.missing = missing;
    if (setting !== undefined) this.setting = setting;
  }
}

/** Whether an error is an `OtoroshiError` of one of these codes. */
export function isOtoroshiError(error: unknown, ...codes: ErrorCode[]): error is OtoroshiError {
  return error instanceof OtoroshiError && (codes.length === 0 || codes.includes(error.code));
}
