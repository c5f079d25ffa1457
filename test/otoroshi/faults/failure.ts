/** An answer of somebody's making in place of the server's own. */
export interface OtherAnswer {
  readonly status: number;
  /**
   * A text is sent as it stands, anything else as JSON. Where it is missing, the answer is the one of the gateway
   * for that status: no type, and the connection closed.
   */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the request is carried out before; the default is `false`. */
  readonly carriedOut?: boolean | undefined;
}

/**
 * What goes wrong with a request:
 * - `reset`: the connection breaks `before` anything of the request is read, `during` its body, or `after` it has
 *   been carried out. Only in the last case anything is carried out.
 * - `cut`: it is carried out, and the connection breaks in the middle of the answer.
 * - `silence`: it is never answered, `before` or `after` it has been carried out.
 * - `redirect`: it is sent elsewhere, with the status 302 if no other is given, and not carried out.
 * - `html`: a web page with this status answers, as of a proxy, and it is not carried out.
 * - `status`: another answer.
 */
export type How =
  | { readonly reset: "before" | "during" | "after" }
  | { readonly cut: true }
  | { readonly silence: "before" | "after" }
  | { readonly redirect: string; readonly status?: number }
  | { readonly html: number }
  | OtherAnswer;

export interface Failure {
  /** The method that fails; every one where it is missing. */
  readonly method?: string | undefined;
  /** What the path, query included, must match. */
  readonly path?: RegExp | undefined;
  /** How many fitting requests fail; the default is 1, and `Infinity` where there is a `rate`. */
  readonly times?: number | undefined;
  /** The share of the fitting requests that fail, from 0 to 1; all of them where it is missing. */
  readonly rate?: number | undefined;
  /** Where the row of failures of a `rate` starts; the same seed gives the same row. */
  readonly seed?: number | undefined;
  readonly how: How;
}

export interface FailureHandle {
  /** How many requests have failed in this way. */
  readonly hits: number;
  /** Ends it, whatever is left. */
  stop(): void;
}
