import { parse, stringify } from "lossless-json";
import { exact, type Json } from "./json";

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Further zeros than any number of 64 bits has; what is larger is a number like any other. */
const MOST_ZEROS = 400;

/** A whole number keeps every digit, however it is written: `9223372036854775807`, `5.0`, `1e18`. */
function number(source: string): number | bigint {
  const [, sign = "", integer = "", fraction = "", exponent = "0"] = NUMBER.exec(source) ?? [];
  const digits = (integer + fraction).replace(/^0+(?=\d)/, "");
  const zeros = Number(exponent) - fraction.length;
  const kept = zeros < 0 ? digits.slice(0, zeros) : digits;
  const dropped = zeros < 0 ? digits.slice(zeros) : "";
  if (zeros > MOST_ZEROS || /[^0]/.test(dropped)) return Number(source);
  return exact(BigInt(`${sign}${kept === "" ? "0" : kept}${"0".repeat(Math.max(0, zeros))}`));
}

/** Parses without losing a digit; throws a SyntaxError. Of two members with one name the last one counts. */
export function parseJson(source: string): Json {
  return parse(source, undefined, {
    parseNumber: number,
    onDuplicateKey: ({ newValue }) => newValue,
  }) as Json;
}

/** The engine's own writer is many times faster on a list of thousands of keys, but throws on a `bigint`. */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return stringify(value) ?? "null";
  }
}
