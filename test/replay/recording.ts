import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isLosslessNumber, parse, stringify, LosslessNumber } from "lossless-json";

/** JSON whose numbers keep all their digits. */
export type Json = null | boolean | number | LosslessNumber | string | Json[] | { [name: string]: Json };

/** A request and the answer of a real server. */
export interface Recording {
  readonly scenario: string;
  readonly step: LosslessNumber;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Json;
  };
  readonly response: Answer;
}

export interface Answer {
  readonly status: LosslessNumber;
  readonly contentType: string | null;
  readonly gatewayError: string | null;
  readonly body: Json;
}

export function recordings(file: string): Recording[] {
  const lines = readFileSync(join(__dirname, "../fixtures", file), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => parse(line) as Recording);
}

/** The scenarios in the order in which they were recorded: a later one may build on an earlier one. */
export function scenarios(all: readonly Recording[]): Map<string, Recording[]> {
  const found = new Map<string, Recording[]>();
  for (const recording of all) {
    found.set(recording.scenario, [...(found.get(recording.scenario) ?? []), recording]);
  }
  return found;
}

/** A body that is text was sent as it stands, it may not even be JSON. */
function sent(body: Json): string | undefined {
  if (body === null) return undefined;
  return typeof body === "string" ? body : stringify(body);
}

export async function replay(url: string, { request }: Recording): Promise<Answer> {
  const { method, path, headers } = request;
  const body = sent(request.body);
  // A body that is bytes gets no Content-Type from fetch, which a text would.
  const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
  const response = await fetch(new URL(path, url), { method, headers, ...bytes });
  return {
    status: new LosslessNumber(String(response.status)),
    contentType: response.headers.get("content-type"),
    gatewayError: response.headers.get("otoroshi-error-msg"),
    body: parse(await response.text()) as Json,
  };
}

const GENERATED: Readonly<Record<string, RegExp>> = {
  clientId: /^(apki_)?[a-zA-Z0-9]{16}$/,
  clientSecret: /^(apks_)?[a-zA-Z0-9]{64}$/,
};

const isEntries = (value: Json): value is { [name: string]: Json } =>
  value !== null && typeof value === "object" && !Array.isArray(value) && !isLosslessNumber(value);

/** Replaces what the server made up by the prefix that it has, where the request left it to the server. */
function withoutGenerated(body: Json, { method, body: given }: Recording["request"]): Json {
  if (method !== "POST" || !isEntries(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const form = GENERATED[name];
      const kept = isEntries(given) && typeof given[name] === "string";
      const prefix = typeof value === "string" ? form?.exec(value)?.[1] : undefined;
      const made = form !== undefined && !kept && typeof value === "string" && form.test(value);
      return [name, made ? `${prefix ?? ""}generated` : value];
    }),
  );
}

/** The keys of a list have no order of their own; the real servers kept them in that of their hashes. */
function inOrder(body: Json): Json {
  const idOf = (item: Json): string => {
    const id = isEntries(item) ? item["clientId"] : undefined;
    return typeof id === "string" ? id : "";
  };
  return Array.isArray(body) ? body.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : body;
}

/** A function's address in the memory of the real server, which one of its sentences prints. */
const ADDRESS = /\$\$Lambda\$\d+\/0x[0-9a-f]+@[0-9a-f]+/;

/** An answer as text, order of the members included, without what no two servers have in common. */
export function comparable(answer: Answer, request: Recording["request"]): string {
  const body = inOrder(withoutGenerated(answer.body, request));
  return (stringify({ ...answer, body }) ?? "").replace(ADDRESS, "$$$$Lambda");
}
