import { isIdentifierName } from "@babel/helper-validator-identifier";
import stringWidth from "string-width";

/** A value that can stand in a program. */
export type Literal =
  boolean | number | string | readonly Literal[] | { readonly [name: string]: Literal | undefined };

/** Columns of a line, as Prettier fills them by default. */
export const LINE = 80;

/** Spaces of one level of indentation. */
export const INDENT = "  ";

/** Columns that the name of a property needs before Prettier moves a long text to a line of its own. */
const SHORT_NAME = INDENT.length + 3;

/** Names that stand without quotes if they are identifiers; beyond these, compilers disagree on which are. */
const BARE = /^[^\u{10000}-\u{10ffff}]*$/u;

/**
 * A value as TypeScript, in the form that Prettier gives it by default, so that formatting the program
 * changes nothing. Objects are always opened up.
 *
 * @param indentation what the line begins with
 * @param column columns in front of the value on its line; one is kept free behind it, for a comma
 */
export function literal(value: Literal, indentation: string, column: number): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return String(value);
  return isList(value) ? list(value, indentation, column) : object(value, indentation);
}

/** An object as TypeScript, each property on a line of its own; those that are `undefined` are left out. */
export function object(value: { readonly [name: string]: Literal | undefined }, indentation: string): string {
  const inner = indentation + INDENT;
  const lines = Object.entries(value).flatMap(([name, one]) =>
    one === undefined ? [] : [`${inner}${property(name, one, inner)},\n`],
  );
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indentation}}`;
}

function property(name: string, value: Literal, indentation: string): string {
  const key = BARE.test(name) && isIdentifierName(name) ? name : quoted(name);
  const column = indentation.length + stringWidth(key) + 2;
  const text = literal(value, indentation, column);
  const long = typeof value === "string" && column + stringWidth(text) + 1 > LINE;
  return long && stringWidth(key) >= SHORT_NAME
    ? `${key}:\n${indentation}${INDENT}${text}`
    : `${key}: ${text}`;
}

function list(values: readonly Literal[], indentation: string, column: number): string {
  if (values.length === 0) return "[]";
  if (values.every((one) => typeof one !== "object")) {
    const line = `[${values.map((one) => literal(one, "", 0)).join(", ")}]`;
    if (column + stringWidth(line) + 1 <= LINE) return line;
  }
  const inner = indentation + INDENT;
  const lines = values.map((one) => `${inner}${literal(one, inner, inner.length)},\n`);
  return `[\n${lines.join("")}${indentation}]`;
}

function isList(value: object): value is readonly Literal[] {
  return Array.isArray(value);
}

/** A text as TypeScript, in the quotes that need fewer escapes. */
export function quoted(text: string): string {
  const quote = count(text, '"') > count(text, "'") ? "'" : '"';
  const escaped = text.replace(/["'\\]/gu, (one) => (one === quote || one === "\\" ? `\\${one}` : one));
  return quote + visible(escaped) + quote;
}

/**
 * A text whose invisible characters are escaped, line breaks and those that turn the direction of writing
 * among them: what a program seems to say is what it says. Joiners stay, which emoji and Persian need.
 */
export function visible(text: string): string {
  return text.replace(/(?![ \u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/gu, (one) => {
    const plain = JSON.stringify(one).slice(1, -1);
    return plain === one ? codeUnits(one) : plain;
  });
}

function codeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    return `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
