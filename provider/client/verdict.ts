import type { Connection } from "./connection";
import type { ErrorCode, Missing } from "./otoroshi-error";

/** What a failed request comes to. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly missing?: Missing;
  readonly setting?: keyof Connection;
  readonly transient?: true;
  /** Whether the request may have been carried out. */
  readonly uncertain?: true;
  readonly happened: string;
  readonly advice: string;
}

/** Otoroshi's gateway knows the credentials, and does not accept them. */
export const refusedCredentials: Verdict = {
  code: "unauthorized",
  setting: "clientId",
  happened: "the server rejected the credentials",
  advice: "Check the connection's clientId and clientSecret, and that this key is enabled.",
};

/** Otoroshi itself has failed. */
export const failing: Verdict = {
  code: "unexpected",
  // A handler that fails may have written before.
  uncertain: true,
  happened: "the server failed",
  advice: "Check Otoroshi's log.",
};

/** Something has answered that is no Otoroshi. */
export const foreign: Verdict = {
  code: "unexpected",
  setting: "url",
  happened: "the response did not come from Otoroshi",
  advice: "Check the url and any proxies in between.",
};
