import { liveValue } from "../model/attributes";
import type { JsonObject } from "../model/json";
import { differences, target, type Difference } from "./compare";
import type { Plan } from "./desired";
import { HIDDEN } from "../servers/diagnostics";
import type { Secrecy } from "./secrecy";

/** What a plan changes of a live key, attribute by attribute: `dailyQuota: 7 -> 1000`. */
export function changeLines(plan: Plan, live: JsonObject, secrecy: Secrecy): string[] {
  return differences(plan, live).map((one) => {
    const { name, before, after } = sides(one, plan, live, secrecy);
    return `${name}: ${before} -> ${after}`;
  });
}

/**
 * What a plan may change, and what to is not known yet. Not even the program knows whether an output that is not known
 * is a secret, so that the live value is not shown either.
 */
export function unknownLines({ unknown }: Plan): string[] {
  return unknown.map(({ name }) => `${name}: not known yet`);
}

/** What somebody changed since the state: `dailyQuota is 500, declared 1000`. */
export function driftLines(plan: Plan, live: JsonObject, secrecy: Secrecy): string[] {
  return differences(plan, live)
    .filter(({ comparison }) => comparison === "drifted")
    .map((one) => {
      const { name, before, after } = sides(one, plan, live, secrecy);
      if (one.desired.released) return `${name} was changed since it was declared`;
      return before === HIDDEN && after === HIDDEN
        ? `${name} differs from the declared value`
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
  return {
    name: attribute.name,
    before: released
      ? HIDDEN
      : secrecy.showLive(attribute, attribute.field.kind.read(liveValue(attribute, live))),
    after: secrecy.show(attribute, target(desired, plan.situation(live))),
  };
}
