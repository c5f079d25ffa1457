import { isObject } from "../model/json";
import { parseJson } from "./json-text";

/** What the gateway says to a wrong secret; 1.4 says it with the status 400, or 502 for HTTP basic. */
export const REFUSED_CREDENTIALS: ReadonlySet<string> = new Set([
  "no apikey",
  "bad apikey",
  "invalid apikey tuple",
  "No ApiKey provided",
  "Bad API key",
  "Invalid API key",
]);

/** The object that a text is in JSON; an empty one for any other text. */
export function objectIn(text: string): Record<string, unknown> {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** What Otoroshi's gateway or web layer says in an answer; `undefined` when somebody else has answered. */
export function gatewaySays(text: string): string | undefined {
  const said = objectIn(text)["Otoroshi-Error"];
  return typeof said === "string" ? said : undefined;
}

/** Whether a text is a web page, which no admin API answers. */
export function isPage(text: string): boolean {
  return text.trimStart().startsWith("<");
}

/**
 * What gateways answer when nobody behind them did, or not in time, so that the request may have been carried out:
 * 502 to 504, and 520 to 530 of content delivery networks.
 */
export const UNANSWERED_STATUSES: readonly number[] = [
  ...[502, 503, 504],
  ...Array.from({ length: 11 }, (_, index) => 520 + index),
];
