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
  /** The scope itself: the service, group or route. Its keys may live on. */
  | "scope"
  /** The server is too old, or too new, for the route. */
  | "endpoint";

/** What an `OtoroshiError` is made of. */
export interface OtoroshiErrorOptions {
  readonly code: ErrorCode;
  readonly operation: string;
  readonly status?: number | undefined;
  readonly missing?: Missing | undefined;
  readonly uncertain?: boolean | undefined;
}

/**
 * The failure of an operation on Otoroshi. The message says what happened, on which server, and what to
 * do; neither it nor any property holds a secret, a header or a body.
 */
export class OtoroshiError extends Error {
  override readonly name = "OtoroshiError";
  /** What went wrong. */
  readonly code: ErrorCode;
  /** The operation's name in Otoroshi's API document, such as `patch_api_key_from_group`. */
  readonly operation: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** With the code `not-found`: what was not found. */
  readonly missing?: Missing;
  /** Whether the server may have carried out the request all the same: it arrived, but no answer did. */
  readonly uncertain: boolean;

  constructor(message: string, { code, operation, status, missing, uncertain }: OtoroshiErrorOptions) {
    super(message);
    this.code = code;
    this.operation = operation;
    this.uncertain = uncertain ?? false;
    if (status !== undefined) this.status = status;
    if (missing !== undefined) this.missing = missing;
  }
}

/** Whether an error is an `OtoroshiError` of one of these codes. */
export function isOtoroshiError(error: unknown, ...codes: ErrorCode[]): error is OtoroshiError {
  return error instanceof OtoroshiError && (codes.length === 0 || codes.includes(error.code));
}
