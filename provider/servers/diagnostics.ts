/** Says a line to the person who runs Pulumi: the CLI shows a provider's standard error under Diagnostics. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A value in a message: short, on one line, and never that of a secret. */
export function shown(value: unknown, secret = false): string {
  if (secret) return "[secret]";
  if (value === undefined || value === null) return "none";
  const text = JSON.stringify(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
