import { isKeyword, isStrictBindReservedWord } from "@babel/helper-validator-identifier";
import slugify from "@sindresorhus/slugify";

/** What a key is called in a program. */
export interface Names {
  /** The variable that holds the resource. */
  readonly variable: string;
  /** The resource's name. */
  readonly resource: string;
}

interface Named {
  readonly clientId: string;
  readonly clientName: string;
}

/** Characters of a name at most: with a variable of that length, a declaration begins on one line. */
const LONGEST = 50;

/** Characters at most of each of the two parts of a name that its clientId tells from another one. */
const LONGEST_PART = 24;

/** Names that cannot be declared at the top of a module, further to the reserved words of the language. */
const TAKEN = new Set(["exports", "globalThis", "module", "require", "undefined", "null", "true", "false"]);

/** A clientName that can be a resource's name as it is, and a part of the options of a command. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]*$/u;

/**
 * Names for the keys of a program, by clientId: those that their people know them by, as far as a program
 * can have them. Names alike are told apart by the clientId, and are the same in whatever order the keys come.
 *
 * @param keys with different clientIds
 */
export function namesOf(keys: readonly Named[]): Map<string, Names> {
  const sorted = [...keys].sort(byClientId);
  const alike = new Map<string, number>();
  for (const key of sorted) add(alike, variableOf(baseOf(key)));
  const variables = new Map<string, number>();
  const result = new Map<string, Names>();
  for (const key of sorted) {
    const base = baseOf(key);
    const single = alike.get(variableOf(base)) === 1;
    const resource = unused(single ? base : distinct(base, key.clientId), variables);
    const plain = resource === base && PLAIN.test(key.clientName) && key.clientName.length <= LONGEST;
    result.set(key.clientId, { variable: variableOf(resource), resource: plain ? key.clientName : resource });
  }
  return result;
}

/** The order of keys in all that the command writes: by the code units of their clientIds. */
export function byClientId(a: { readonly clientId: string }, b: { readonly clientId: string }): number {
  return a.clientId < b.clientId ? -1 : Number(a.clientId > b.clientId);
}

function baseOf({ clientName, clientId }: Named): string {
  return shortened(slugify(clientName)) || shortened(slugify(clientId)) || "key";
}

function distinct(base: string, clientId: string): string {
  const parts = [base, slugify(clientId)].map((part) => shortened(part, LONGEST_PART));
  return parts.filter((part) => part !== "").join("-");
}

function shortened(slug: string, longest = LONGEST): string {
  return slug.slice(0, longest).replace(/-$/u, "");
}

function variableOf(slug: string): string {
  const name = slug.replace(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
  if (/^\d/u.test(name)) return `key${name}`;
  return isKeyword(name) || isStrictBindReservedWord(name, true) || TAKEN.has(name) ? `${name}Key` : name;
}

/** The candidate, or the candidate and the first number of which nothing of that variable's name is there. */
function unused(candidate: string, variables: Map<string, number>): string {
  const standing = variables.get(variableOf(candidate)) ?? 0;
  add(variables, variableOf(candidate));
  return standing === 0 ? candidate : unused(`${candidate}-${String(standing + 1)}`, variables);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
