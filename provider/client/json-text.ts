import { parse, stringify } from "lossless-json";

/** As many digits as the smallest whole number has that JavaScript cannot hold. */
const LARGE = /\d{16}/u;

/**
 * Reads JSON without loss: a whole number beyond 2^53 becomes a `bigint`, everything else what `JSON.parse`
 * makes of it. Otoroshi's numbers have 64 bits.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  // JSON.parse is some ten times as fast, and nearly all answers hold small numbers only.
  if (!LARGE.test(text)) return JSON.parse(text) as unknown;
  return parse(text, undefined, {
    parseNumber: (digits) => {
      const number = Number(digits);
      return Number.isSafeInteger(number) || !/^-?\d+$/u.test(digits) ? number : BigInt(digits);
    },
    onDuplicateKey: ({ newValue }) => newValue,
  });
}

/** The same, `undefined` for what is no JSON, such as an answer that was cut. */
export function readJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes JSON, a `bigint` as the whole number that it is.
 *
 * @throws TypeError when the value refers to itself
 */
export function jsonText(value: unknown): string {
  return stringify(value) ?? "null";
}
