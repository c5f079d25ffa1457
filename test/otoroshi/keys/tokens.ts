import { randomInt } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

function token(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** Lengths and alphabet as observed. */
export const newClientId = (): string => token(16);

export const newSecret = (): string => token(64);
