import {
  attributeOf,
  declaredAttributes,
  fixedAttributes,
  type Attribute,
  type Declared,
} from "../model/attributes";
import { entityOf, scopeOf } from "../model/scope";
import type { JsonObject } from "../model/json";
import type { Situation } from "../model/situation";
import { hasUnknown, knownScope, type Inputs } from "../state/inputs";
import { knownOf, type State } from "../state/state";

/** One thing that a key has to be: an attribute and its value. */
export interface Desired {
  readonly attribute: Attribute;
  /** `null` is none; `undefined` is nothing at all, or for an attribute told by the scope, nothing further. */
  readonly value: unknown;
  /** It is asked for anew, and so is written even where the server's own doing would excuse another value. */
  readonly anew?: boolean | undefined;
  /** It was declared before and no longer is, so that the program does not say any more whether it is a secret. */
  readonly released: boolean;
}

/** All that a key has to be, and what decides how it compares, for any answer of the server. */
export interface Plan {
  readonly desired: readonly Desired[];
  /** What a preview does not know the value of yet, and so cannot compare. */
  readonly unknown: readonly Attribute[];
  /** By what was declared before, comparisons tell what is declared anew. */
  readonly state: State | undefined;
  /** How a live key stands to it. */
  readonly situation: (live: JsonObject) => Situation;
}

/** What decides a plan besides the arguments. */
export interface PlanOptions {
  /** What the key's state holds; none for a new key. */
  readonly state?: State | undefined;
  /** The attributes of the arguments, for who has them already. */
  readonly declared?: readonly Declared[] | undefined;
  /** Which attributes are asked for anew. */
  readonly anew?: ((attribute: Attribute) => boolean) | undefined;
  /** On a server that keeps one group a key: the group of the scope, when the scope is a service. */
  readonly groupOfScope?: string | undefined;
}

/**
 * What a key has to be: all that is declared, what the scope implies, and the default of what was declared
 * before and no longer is. What was never declared is not desired, and so is never touched.
 */
export function planOf(inputs: Inputs, options: PlanOptions = {}): Plan {
  const { state, declared = declaredAttributes(inputs), anew, groupOfScope } = options;
  const names = new Set(declared.map(([attribute]) => attribute.name));
  const released = [...(state?.declared ?? [])].filter((name) => !names.has(name)).flatMap(releasedAttribute);
  const releasedNames = new Set(released.map(([attribute]) => attribute.name));
  const implied = fixedAttributes.filter(
    ({ name, field }) => field.composed !== undefined && !names.has(name) && !releasedNames.has(name),
  );
  const all: Declared[] = [
    ...declared,
    ...released,
    ...implied.map((attribute): Declared => [attribute, undefined]),
  ];
  const isScopeUnknown = knownScope(inputs) === undefined;
  const planned = all.filter(([attribute]) => attribute.field.replaces !== true);
  const unknown: Attribute[] = [];
  const desired: Desired[] = [];
  for (const [attribute, value] of planned) {
    if (hasUnknown(value) || (isScopeUnknown && attribute.field.composed !== undefined)) {
      unknown.push(attribute);
    } else {
      desired.push({
        attribute,
        value,
        anew: anew?.(attribute),
        released: releasedNames.has(attribute.name),
      });
    }
  }
  const scope = entityOf(scopeOf(inputs));
  const known = state === undefined ? undefined : knownOf(state);
  const value = (name: string): unknown => planned.find(([attribute]) => attribute.name === name)?.[1];
  return {
    desired,
    unknown,
    state,
    situation: (live) => ({ live, scope, known, groupOfScope, desired: value }),
  };
}

/**
 * The plan by which the answer to a write is judged: what was declared anew has been written, so that what the
 * server makes of it by itself counts as done.
 */
export function afterWrite(plan: Plan): Plan {
  return { ...plan, state: undefined, desired: plan.desired.map((one) => ({ ...one, anew: false })) };
}

function releasedAttribute(name: string): Declared[] {
  const attribute = attributeOf(name);
  if (attribute === undefined) return [];
  if (attribute.entry) return [[attribute, undefined]];
  return attribute.field.initial === undefined ? [] : [[attribute, attribute.field.initial]];
}
