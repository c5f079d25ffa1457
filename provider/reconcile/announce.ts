import { liveValue, type Attribute } from "../model/attributes";
import type { JsonObject } from "../model/json";
import { HIDDEN, shown } from "../servers/diagnostics";
import type { Program } from "../state/inputs";
import { differences, target, type Difference } from "./compare";
import type { Plan } from "./desired";

/**
 * Which attributes are never shown: secrets of the table, and what the program marks as one, at any depth.
 * Where the program said nothing, as in a refresh, which does not run it, no value is shown.
 */
export class Secrecy {
  constructor(private readonly note: Program | undefined) {}

  hides({ name, field }: Attribute): boolean {
    if (field.secret === true || this.note === undefined) return true;
    return this.note.secrets.some((path) => path === name || isInside(name, path) || isInside(path, name));
  }
}

/** Whether a path leads further than another one: `tags[0]` than `tags`. */
function isInside(path: string, outer: string): boolean {
  return path.startsWith(outer) && [".", "["].includes(path.charAt(outer.length));
}

/** What a plan changes of a live key, attribute by attribute: `dailyQuota: 7 -> 1000`. */
export function changeLines(plan: Plan, live: JsonObject, secrecy: Secrecy): string[] {
  return differences(plan, live).map((one) => {
    const { name, before, after } = sides(one, plan, live, secrecy);
    return `${name}: ${before} -> ${after}`;
  });
}

/** What somebody changed since the state: `dailyQuota is 500, declared 1000`. */
export function driftLines(plan: Plan, live: JsonObject, secrecy: Secrecy): string[] {
  return differences(plan, live)
    .filter(({ comparison }) => comparison === "drifted")
    .map((one) => {
      const { name, before, after } = sides(one, plan, live, secrecy);
      const { attribute, released } = one.desired;
      if (released) return `${name} was changed since it was declared`;
      return secrecy.hides(attribute)
        ? `${name} is not the declared one`
        : `${name} is ${before}, declared ${after}`;
    });
}

/** What a person should know of a live key although a plan changes nothing of it. */
export function noteLines({ desired, situation }: Plan, live: JsonObject): string[] {
  return desired.flatMap(({ attribute }) => attribute.field.note?.(situation(live)) ?? []);
}

function sides(
  { desired }: Difference,
  plan: Plan,
  live: JsonObject,
  secrecy: Secrecy,
): { name: string; before: string; after: string } {
  const { attribute, released } = desired;
  const { kind } = attribute.field;
  if (secrecy.hides(attribute)) return { name: attribute.name, before: HIDDEN, after: HIDDEN };
  return {
    name: attribute.name,
    before: released ? HIDDEN : shown(kind.read(liveValue(attribute, live))),
    after: shown(target(desired, plan.situation(live))),
  };
}
