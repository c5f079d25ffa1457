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
  happened: "the server does not accept the credentials",
  advice: "Check clientId and clientSecret of the connection, and that their key is enabled.",
};

/** Otoroshi itself has failed. */
export const failing: Verdict = {
  code: "unexpected",
  // A handler that fails may have written before.
  uncertain: true,
  happened: "the server failed",
  advice: "Look at Otoroshi's own log.",
};

/** Something has answered that is no Otoroshi. */
export const foreign: Verdict = {
  code: "unexpected",
  setting: "url",
  happened: "something that does not answer like Otoroshi answered",
  advice: "Check the url, and proxies on the way to it.",
};
