import { randomInt } from "node:crypto";

const LOWER_CASE = "abcdefghijklmnopqrstuvwxyz0123456789";
const BOTH_CASES = `${LOWER_CASE}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

function token(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** What a server puts where a creation names no id or no secret. */
export interface Tokens {
  readonly clientId: () => string;
  readonly clientSecret: () => string;
}

const tokens = (alphabet: string, idPrefix: string, secretPrefix: string): Tokens => ({
  clientId: () => idPrefix + token(alphabet, 16),
  clientSecret: () => secretPrefix + token(alphabet, 64),
});

/** Lengths, alphabets and prefixes as observed. */
export const TOKENS_OF_17 = tokens(LOWER_CASE, "", "");
export const TOKENS_OF_1_5 = tokens(BOTH_CASES, "apki_", "apks_");
export const TOKENS_OF_1_4 = tokens(BOTH_CASES, "", "");
