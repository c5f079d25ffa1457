/** Says a line to the person who runs Pulumi: the CLI shows a provider's standard error under Diagnostics. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Whom lines are about: the resource and its key. */
export interface Subject {
  /** What the program calls it; not known where the program did not run and the state is of an earlier release. */
  readonly resource: string | undefined;
  /** None for a key whose id is yet to be generated. */
  readonly clientId: string | undefined;
}

/** Says lines about a resource, all in one. */
export function sayOf({ resource, clientId }: Subject, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const key = clientId === undefined ? "a new api key" : `api key '${clientId}'`;
  say(resource === undefined ? `${key}: ${lines.join("; ")}` : `${resource}: ${lines.join("; ")} (${key})`);
}

/** What stands for a value that is not shown. */
export const HIDDEN = "[secret]";

/** A value in a message: short, and on one line. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return "none";
  const text = JSON.stringify(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
