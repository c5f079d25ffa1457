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
  /**
   * What the program calls the resource, for the lines of a refresh and of a deletion, which do not run the program.
   * After a rename by alias it is the name of the last update. None in the states of earlier releases.
   */
  readonly name: string | undefined;
  /**
   * Tells the server that the key was on from others, `Server.mark`: a key of the same id on another one is another
   * key. None in the states of earlier releases.
   */
  readonly server?: string;
  /** Whether the key is known to have been created, or the answer to its creation was lost. */
  readonly creation: "known" | "unknown";
  /** What was asked for by a trigger and has not been done. */
  readonly owed: readonly Owed[];
  /** The names of the declared attributes: what no longer is declared goes back to its default. */
  readonly declared: ReadonlySet<string>;
  /** Which of them the program marked as secrets: what is on the server under these names may still be one. */
  readonly hidden: ReadonlySet<string>;
}

const VERSION = "v3";

/** What stands for an empty list. */
const NONE = "-";

/** What stands for a resource's name that is the key's as well, as it is unless the program declares another. */
const SAME = "=";

/** What comes before the name of an attribute that is hidden; no attribute's name begins with it. */
const MARK = "!";

/** What comes before another name. */
const NAMED = ":";

/** What comes before the server's mark. */
const AT = "@";

/**
 * Writes a record as one text: version, resource, its server and name, creation, what is owed and what is declared, with
 * a blank between them and commas in the lists. An object would double what a key costs the engine, which spends its
 * time by the property and not by the byte: it passes every state to the provider twice in a refresh, and logs
 * each property on the way. Names would cost half as much again in every state.
 *
 * @param clientName the key's name in the same state
 */
export function recordText(
  { resource, server, name, creation, owed, declared, hidden }: Record,
  clientName: unknown,
): string {
  const tag = (resource || NONE) + (server === undefined ? "" : AT + server);
  const called = name === undefined ? "" : name === clientName ? SAME : NAMED + encodeURIComponent(name);
  const names = [...declared].map((one) => (hidden.has(one) ? MARK + one : one));
  return [VERSION, tag + called, creation, listText(owed), listText(names)].join(" ");
}

/** Whether a text is one of `recordText`, of whatever version. */
export function isRecordText(text: string): boolean {
  return /^v\d+ /u.test(text);
}

/**
 * Reads what `recordText` wrote.
 *
 * @param clientName the key's name in the same state
 * @throws OtoroshiError of the code `invalid` for the text of a later release
 */
export function readRecord(text: string, clientName: unknown): Record {
  const [version, called = NONE, creation, owed = NONE, declared = NONE] = text.split(" ");
  if (version !== VERSION) {
    throw new OtoroshiError(
      "The state was written by a newer version of pulumi-otoroshi. Upgrade the package.",
      { code: "invalid", operation: "state" },
    );
  }
  const [tag = NONE, name] = called.split(NAMED);
  const isSame = tag.endsWith(SAME);
  const [resource = NONE, server] = (isSame ? tag.slice(0, -SAME.length) : tag).split(AT);
  const names = listOf(declared);
  const hidden = names.filter((one) => one.startsWith(MARK)).map((one) => one.slice(MARK.length));
  return {
    resource: resource === NONE ? "" : resource,
    ...(server === undefined ? {} : { server }),
    name: isSame ? String(clientName) : name === undefined ? undefined : decodeURIComponent(name),
    creation: creation === "unknown" ? "unknown" : "known",
    owed: listOf(owed) as Owed[],
    declared: new Set(names.map((one) => (one.startsWith(MARK) ? one.slice(MARK.length) : one))),
    hidden: new Set(hidden),
  };
}

function listText(members: Iterable<string>): string {
  return [...members].map(encodeURIComponent).join(",") || NONE;
}

function listOf(text: string): string[] {
  return text === NONE ? [] : text.split(",").map(decodeURIComponent);
}
