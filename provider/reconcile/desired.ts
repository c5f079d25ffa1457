import { escapePathComponent, type Operation } from "fast-json-patch";
import { entityOf, scopeOf } from "../model/scope";
import { entitiesOf, isMember, members, membershipOperations, type Membership } from "../model/entities";
import type { Inputs, State } from "../state/inputs";
import { sameSet } from "../model/kinds";
import { isObject, valueAt, type Json, type JsonObject } from "../model/json";
import { declaredLeaves, leafOf, type Declared, type Leaf } from "../model/attributes";
import { managedNames, managedValue } from "../state/managed";

/** One thing that a key has to be: a leaf of the table and its value, or the entities it opens. */
export interface Wish {
  /** How messages and the state call it. */
  readonly name: string;
  readonly secret: boolean;
  /** Whether the live key is so already, or differs only by what the server does on its own. */
  fulfilled(live: JsonObject): boolean;
  /** Whether it has to be written: it is not fulfilled, or was declared otherwise and only seems to be. */
  due(live: JsonObject): boolean;
  /** Whether the live key is as the state knows it, fulfilled or not. */
  known(state: State, live: JsonObject): boolean;
  /** The operations that make the live key so. */
  operations(live: JsonObject): Operation[];
  /** What the live key has, for a message. */
  actual(live: JsonObject): unknown;
  /** What it has to have, for a message; `undefined` is nothing at all. */
  readonly wanted: unknown;
}

/**
 * What a key has to be: all that is declared, the scope among its entities, and the default of what was
 * declared before and no longer is. What was never declared is no wish, and so is never touched.
 *
 * @param inputs the arguments, all of them known
 * @param state what the key's state holds, `undefined` for a new key
 * @param declared the leaves of `inputs`, for who has them already
 */
export function wishes(
  inputs: Inputs,
  state?: State,
  declared: readonly Declared[] = declaredLeaves(inputs),
): Wish[] {
  const names = new Set(declared.map(([leaf]) => leaf.name));
  const released = managedNames(state)
    .filter((name) => !names.has(name))
    .flatMap(releasedLeaf);
  const all = [...declared, ...released];
  const validUntil = all.find(([leaf]) => leaf.name === "validUntil");
  return [
    ...all
      .filter(([leaf]) => leaf.field.replaces !== true && leaf.name !== "authorizedEntities")
      .map(([leaf, wanted]) => new LeafWish(leaf, wanted, state, validUntil)),
    membershipWish(inputs, state),
  ];
}

/** Whether two declared values of a leaf mean the same. */
export function sameDeclared({ field: { kind } }: Leaf, before: unknown, now: unknown): boolean {
  if (Object.is(before, now)) return true;
  if (before === undefined || now === undefined || before === null || now === null) return false;
  return kind.matches(now, kind.write(before)) && kind.matches(before, kind.write(now));
}

function releasedLeaf(name: string): Declared[] {
  const leaf = leafOf(name);
  if (leaf === undefined || leaf.field.replaces === true) return [];
  if (leaf.entry) return [[leaf, undefined]];
  return leaf.field.initial === undefined ? [] : [[leaf, leaf.field.initial]];
}

/** A class, not closures: a refresh makes tens of these a key, and looks at little of each. */
class LeafWish implements Wish {
  constructor(
    private readonly leaf: Leaf,
    readonly wanted: unknown,
    private readonly state: State | undefined,
    private readonly validUntil: Declared | undefined,
  ) {}

  get name(): string {
    return this.leaf.name;
  }

  get secret(): boolean {
    return this.leaf.field.secret === true;
  }

  actual(live: JsonObject): unknown {
    return this.leaf.field.kind.read(valueAt(live, this.leaf.path));
  }

  known(state: State, live: JsonObject): boolean {
    const recorded = valueAt(state, this.leaf.argument);
    const there = valueAt(live, this.leaf.path);
    return recorded === undefined
      ? there === undefined || there === null
      : this.leaf.field.kind.matches(recorded, there);
  }

  fulfilled(live: JsonObject): boolean {
    return this.matches(live) || this.settled(live);
  }

  due(live: JsonObject): boolean {
    if (this.matches(live)) return this.leaf.field.kind.partial === true && this.changed();
    return !this.settled(live) || this.changed();
  }

  operations(live: JsonObject): Operation[] {
    const pointer = pointerOf(this.leaf.path);
    const there = valueAt(live, this.leaf.path);
    if (this.wanted === undefined) return there === undefined ? [] : [{ op: "remove", path: pointer }];
    const value = this.none ? null : this.leaf.field.kind.write(this.wanted, there);
    return [{ op: there === undefined ? "add" : "replace", path: pointer, value }];
  }

  private get none(): boolean {
    return this.wanted === undefined || this.wanted === null;
  }

  private matches(live: JsonObject): boolean {
    const there = valueAt(live, this.leaf.path);
    if (this.none) return there === undefined || there === this.wanted;
    return this.leaf.field.kind.matches(this.wanted, there);
  }

  private settled(live: JsonObject): boolean {
    if (this.none || this.leaf.field.settled === undefined) return false;
    const expiry = this.validUntil === undefined ? live["validUntil"] : writtenValue(this.validUntil);
    return this.leaf.field.settled(this.wanted, live, expiry);
  }

  /** Whether it was declared before, and as something else. */
  private changed(): boolean {
    if (this.state === undefined || !managedNames(this.state).includes(this.name)) return false;
    const before = managedValue(this.state, this.leaf);
    return before !== undefined && !sameDeclared(this.leaf, before, this.wanted);
  }
}

function writtenValue([leaf, value]: Declared): Json {
  return value === null || value === undefined ? null : leaf.field.kind.write(value);
}

/** RFC 6901. */
function pointerOf(path: readonly string[]): string {
  return path.map((part) => `/${escapePathComponent(part)}`).join("");
}

/** The entities that the arguments ask for, given the scope that the state knows. */
export function membershipOf(inputs: Inputs, state?: State): Membership {
  const scope = entityOf(scopeOf(inputs));
  const before = state === undefined ? undefined : entityOf(scopeOf(state));
  const released = managedNames(state).includes("authorizedEntities");
  return {
    scope,
    former: before === scope ? undefined : before,
    further: inputs.authorizedEntities ?? (released ? [] : undefined),
    known: state?.authorizedEntities,
  };
}

function membershipWish(inputs: Inputs, state?: State): Wish {
  const membership = membershipOf(inputs, state);
  return {
    name: "authorizedEntities",
    secret: false,
    due: (live) => !isMember(membership, live),
    known: (before, live) => sameSet(before.authorizedEntities ?? [], entitiesOf(live)),
    wanted: membership.further === undefined ? [membership.scope] : members(membership, []),
    actual: entitiesOf,
    fulfilled: (live) => isMember(membership, live),
    operations: (live) => membershipOperations(membership, live),
  };
}

/** The wishes that a live key does not fulfil. */
export function unfulfilled(all: readonly Wish[], live: JsonObject): Wish[] {
  return all.filter((wish) => !wish.fulfilled(live));
}

/** The JSON Patch (RFC 6902) that makes a live key fulfil all wishes; empty when it does. */
export function patchOf(all: readonly Wish[], live: JsonObject): Operation[] {
  const operations = all.filter((wish) => wish.due(live)).flatMap((wish) => wish.operations(live));
  // Older servers leave whole objects out, and nothing can be added inside of what is not there.
  const parents = operations
    .map(({ path }) => path.split("/")[1] ?? "")
    .filter((name) => !isObject(live[name]));
  const missing = [...new Set(parents)].filter((name) =>
    operations.some(({ path }) => path.startsWith(`/${name}/`)),
  );
  return [...missing.map((name) => ({ op: "add" as const, path: `/${name}`, value: {} })), ...operations];
}
