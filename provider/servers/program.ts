import { createHash } from "node:crypto";
import { readJson } from "../client/json-text";
import { isObject } from "../model/json";
import { PROGRAM_KEY, type Program } from "../state/inputs";
import type { State } from "../state/state";

/** Takes the program's note out of the arguments. */
export function noteOf(news: object): { args: Record<string, unknown>; note: Program | undefined } {
  const { [PROGRAM_KEY]: text, ...args } = news as Record<string, unknown>;
  const note: unknown = typeof text === "string" ? readJson(text) : undefined;
  return { args, note: isNote(note) ? note : undefined };
}

/** A note, and what else is known of who gave it. */
interface Kept {
  readonly note: Program;
  readonly isNew: boolean;
  /** The names of the resources that have been declared with the same arguments. */
  readonly names: Set<string>;
}

function isNote(value: unknown): value is Program {
  return isObject(value) && typeof value["resource"] === "string" && Array.isArray(value["secrets"]);
}

/**
 * The notes of this run. `check` gets them, and the verbs after it get the arguments that `check` returned and
 * nothing else, so that a note is found by them.
 */
export class ProgramNotes {
  private readonly notes = new Map<string, Kept>();
  private readonly orders = new Map<string, Program>();
  /** The arguments that were looked for last: a verb asks several questions about the same ones. */
  private last: { readonly inputs: object; readonly kept: Kept | undefined } | undefined;

  /** @param isNew whether `check` was told that there is no resource yet, or none that stays */
  keep(inputs: object, note: Program, isNew: boolean): void {
    const digest = digestOf(inputs);
    const before = this.notes.get(digest);
    const names = before?.names ?? new Set();
    // Of several that are declared with the same arguments, one may stay and another one be new.
    const allNew = isNew && before?.isNew !== false;
    this.notes.set(digest, { note, isNew: allNew, names: names.add(note.resource) });
    this.last = undefined;
  }

  of(inputs: object): Program | undefined {
    return this.kept(inputs)?.note;
  }

  /**
   * What the program calls a resource. Several that are declared with the same arguments are told apart by what the
   * state says, or not at all.
   *
   * @param before the name in the state
   */
  nameOf(inputs: object, before?: string): string | undefined {
    const { names = new Set<string>() } = this.kept(inputs) ?? {};
    if (names.size === 1) return [...names][0];
    return names.size === 0 || (before !== undefined && names.has(before)) ? before : undefined;
  }

  /**
   * The note of a resource that the program declares, and that is in the state and stays there. A refresh asks about
   * resources of which the program has said nothing, and one that is replaced by order is checked like a new one.
   */
  ofOneThatStays(inputs: object): Program | undefined {
    const kept = this.kept(inputs);
    return kept?.isNew === false ? kept.note : undefined;
  }

  private kept(inputs: object): Kept | undefined {
    // A refresh runs no program.
    if (this.notes.size === 0) return undefined;
    if (this.last?.inputs !== inputs) this.last = { inputs, kept: this.notes.get(digestOf(inputs)) };
    return this.last.kept;
  }

  /** What `diff` declared for a resource of the program, to be taken back when it turns out to be replaced. */
  readonly declarations = new Map<number, { readonly server: string; readonly state: State }>();

  /**
   * Why a key cannot be a resource's: two resources of one key would undo each other's changes. Remembers whose it is
   * otherwise.
   *
   * @param server the server's identity
   * @param note of a resource that declares the key, or that has it
   */
  conflict(server: string, clientId: string, note: Program): string | undefined {
    const key = `${server} ${clientId}`;
    const first = this.orders.get(key);
    if (first === undefined) this.orders.set(key, note);
    if (first === undefined || first.order === note.order) return undefined;
    return `'${clientId}' is declared by two resources of this program, ${first.resource} and ${note.resource}, on the same server`;
  }
}

/** The engine keeps no order of properties. */
function digestOf(value: object): string {
  return createHash("sha1").update(ordered(value)).digest("base64");
}

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([name, part]) => part !== undefined && name !== "__provider")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${ordered(part)}`).join(",")}}`;
}
