import { OtoroshiError } from "../client/otoroshi-error";

/** What a trigger asks for, until its effect is there. */
export type Owed = "rotation" | "reset";

/** What the provider has to know at the next run besides the outputs. */
export interface Record {
  /**
   * Tells the resources of one key apart, in one run: a key that is taken over under another name must outlive
   * the resource of the old name. Random, made with the resource; empty in the states of 0.1.0 and 0.2.0.
   */
  readonly resource: string;
  /** Whether the key is known to have been created, or the answer to its creation was lost. */
  readonly creation: "known" | "unknown";
  /** What was asked for by a trigger and has not been done. */
  readonly owed: readonly Owed[];
  /** The names of the declared attributes: what no longer is declared goes back to its default. */
  readonly declared: ReadonlySet<string>;
}

const VERSION = "v3";

/** What stands for an empty list. */
const NONE = "-";

/**
 * Writes a record as one text: version, resource, creation, what is owed and what is declared, with a blank
 * between them and commas in the lists. An object would double what a key costs the engine, which spends its
 * time by the property and not by the byte: it passes every state to the provider twice in a refresh, and logs
 * each property on the way. Names would cost half as much again in every state.
 */
export function recordText({ resource, creation, owed, declared }: Record): string {
  return [VERSION, resource || NONE, creation, listText(owed), listText(declared)].join(" ");
}

/** Whether a text is one of `recordText`, of whatever version. */
export function isRecordText(text: string): boolean {
  return /^v\d+ /u.test(text);
}

/**
 * Reads what `recordText` wrote.
 *
 * @throws OtoroshiError of the code `invalid` for the text of a later release
 */
export function readRecord(text: string): Record {
  const [version, resource = NONE, creation, owed = NONE, declared = NONE] = text.split(" ");
  if (version !== VERSION) {
    throw new OtoroshiError(
      "The state was written by a later release of pulumi-otoroshi; upgrade the package here as well.",
      { code: "invalid", operation: "state" },
    );
  }
  return {
    resource: resource === NONE ? "" : resource,
    creation: creation === "unknown" ? "unknown" : "known",
    owed: listOf(owed) as Owed[],
    declared: new Set(listOf(declared)),
  };
}

function listText(members: Iterable<string>): string {
  return [...members].map(encodeURIComponent).join(",") || NONE;
}

function listOf(text: string): string[] {
  return text === NONE ? [] : text.split(",").map(decodeURIComponent);
}
