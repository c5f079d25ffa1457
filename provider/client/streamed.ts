import type { HTTPError, Request, Response } from "got";

/** What takes the body of a good answer as it comes. */
export interface Intake {
  /** Forgets what it has: an attempt begins, and the one before, if any, was lost in the middle. */
  begin(): void;
  take(chunk: Buffer): void;
}

/**
 * The answer to a GET whose body, if it is good, goes to an intake; any other answer has its body.
 *
 * @param attempt a stream of got that throws for statuses, without which it does not repeat them
 * @throws got's errors, when nothing answers
 */
export function streamed(attempt: Request, intake: Intake): Promise<Response<string>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let response: Response<string> | undefined;
    intake.begin();
    attempt.once("response", (begun: Response<string>) => (response = begun));
    attempt.on("data", (chunk: Buffer) => {
      if (response?.ok === true) intake.take(chunk);
      else chunks.push(chunk);
    });
    attempt.once("end", () => {
      attempt.destroy();
      resolve(Object.assign(response as Response<string>, { body: Buffer.concat(chunks).toString() }));
    });
    attempt.once("retry", (_count: number, _error: unknown, again: () => Request) => {
      streamed(again(), intake).then(resolve, reject);
    });
    attempt.once("error", (error: Error) => {
      if (isRefusal(error)) resolve(error.response);
      else reject(error);
    });
  });
}

function isRefusal(error: Error): error is HTTPError {
  return (error as { code?: unknown }).code === "ERR_NON_2XX_3XX_RESPONSE";
}
