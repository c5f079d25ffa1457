import { notANumber, notTrueOrFalse } from "../gateway/answers";
import { isObject, type Json, type JsonObject } from "../json/json";
import { missingMember } from "../json/unreadable";

/** The server's exception for a query that it cannot read, as it prints it. */
export class BadQuery {
  constructor(readonly exception: string) {}
}

export interface Page {
  readonly number: number;
  readonly size: number;
}

const ALL = 2 ** 31 - 1;

function whole(query: URLSearchParams, name: string, usual: number): number | BadQuery {
  const value = query.get(name);
  if (value === null) return usual;
  const number = /^[+-]?\d{1,10}$/.test(value) ? Number(value) : NaN;
  return (number | 0) === number ? number : new BadQuery(notANumber(value));
}

export function pageOf(query: URLSearchParams): Page | BadQuery {
  const number = whole(query, "page", 1);
  const size = whole(query, "pageSize", ALL);
  if (number instanceof BadQuery) return number;
  return size instanceof BadQuery ? size : { number, size };
}

/** The server counts in 32 bits, and runs over. */
const firstOf = ({ number, size }: Page): number => Math.imul(number - 1, size);

/** A page as drop and take cut it: one before the first is the first. */
export function drop<T>(items: readonly T[], page: Page): readonly T[] {
  const from = Math.max(0, firstOf(page));
  return items.slice(from, from + Math.max(0, page.size));
}

/** A page as a slice cuts it: one before the first is empty. */
export function slice<T>(items: readonly T[], page: Page): readonly T[] {
  const from = firstOf(page);
  const until = (from + page.size) | 0;
  return items.slice(Math.max(0, from), Math.max(0, until));
}

function truth(value: string): boolean | BadQuery {
  const folded = value.toLowerCase();
  if (folded === "true" || folded === "false") return folded === "true";
  return new BadQuery(notTrueOrFalse(value));
}

/** Keeps what passes, and stops at the first item on which the server would have thrown. */
function keep<T>(items: readonly T[], passes: (item: T) => boolean | BadQuery): readonly T[] | BadQuery {
  const kept: T[] = [];
  for (const item of items) {
    const verdict = passes(item);
    if (verdict instanceof BadQuery) return verdict;
    if (verdict) kept.push(item);
  }
  return kept;
}

interface Listed {
  readonly clientId: string;
  readonly clientName: string;
  readonly enabled: boolean;
}

const KEY_FILTERS = ["clientId", "name", "group", "enabled"];

export function filtersKeys(query: URLSearchParams): boolean {
  return KEY_FILTERS.some((name) => query.has(name));
}

/** The four filters of the key lists are alternatives: one that fits is enough. */
export function keysThatFit<K extends Listed>(
  keys: readonly K[],
  query: URLSearchParams,
  opens: (key: K, entity: string) => boolean,
): readonly K[] | BadQuery {
  const [clientId, name, group, enabled] = KEY_FILTERS.map((filter) => query.get(filter) ?? undefined);
  return keep(keys, (key) => {
    if (group !== undefined && opens(key, `group_${group}`)) return true;
    if (clientId !== undefined && key.clientId === clientId) return true;
    if (name !== undefined && key.clientName === name) return true;
    if (enabled === undefined) return false;
    const wanted = truth(enabled);
    return wanted instanceof BadQuery ? wanted : key.enabled === wanted;
  });
}

const PREFIX = "filter.";

function matches(value: Json | undefined, wanted: string): boolean | BadQuery {
  if (typeof value === "string") return value === wanted;
  if (typeof value === "number" || typeof value === "bigint") return Number(value) === Number(wanted);
  if (Array.isArray(value)) return value.includes(wanted);
  if (typeof value !== "boolean") return false;
  const flag = truth(wanted);
  return flag instanceof BadQuery ? flag : value === flag;
}

/** The filters of the lists of any entity, `filter.<member>=<value>`, must all fit; an unknown member throws. */
export function entitiesThatFit<E>(entities: readonly E[], query: URLSearchParams): readonly E[] | BadQuery {
  const filters = [...query].filter(([name]) => name.startsWith(PREFIX));
  if (filters.length === 0) return entities;
  return keep(entities, (entity) => {
    const source: JsonObject = isObject(entity) ? entity : {};
    for (const [filter, wanted] of filters) {
      const name = filter.slice(PREFIX.length);
      if (!Object.hasOwn(source, name)) {
        return new BadQuery(`play.api.libs.json.JsResultException: ${missingMember(name, source)}`);
      }
      const verdict = matches(source[name], wanted);
      if (verdict !== true) return verdict;
    }
    return true;
  });
}
