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

const VERSION = "3";

/**
 * Writes a record as one text of `name=value`, lists with a comma between their percent-encoded members. An
 * object would double what a key costs the engine, which spends its time by the property and not by the byte:
 * it passes every state to the provider twice in a refresh, and logs each property on the way.
 */
export function recordText({ resource, creation, owed, declared }: Record): string {
  const lists = `owed=${owed.join(",")} declared=${[...declared].map(encodeURIComponent).join(",")}`;
  return `version=${VERSION} resource=${resource} creation=${creation} ${lists}`;
}

/**
 * Reads what `recordText` wrote.
 *
 * @throws TypeError for the text of a later release
 */
export function readRecord(text: string): Record {
  const parts = new Map(text.split(" ").map((part) => part.split("=", 2) as [string, string]));
  if (parts.get("version") !== VERSION) {
    throw new TypeError(
      "the state was written by a later release of pulumi-otoroshi; upgrade the package here as well",
    );
  }
  const list = (name: string): string[] => (parts.get(name) ?? "").split(",").filter((one) => one !== "");
  return {
    resource: parts.get("resource") ?? "",
    creation: parts.get("creation") === "unknown" ? "unknown" : "known",
    owed: list("owed") as Owed[],
    declared: new Set(list("declared").map(decodeURIComponent)),
  };
}
