import { isObject } from "../model/json";

/** The longest detail that a message repeats, in characters. */
const LONGEST = 200;

/** What looks like a secret or a token of Otoroshi; those are 64 characters long. */
const TOKEN = /[\w+/=-]{32,}/u;

/** Codes such as `bad_entity`, and the sentences of handlers that say no more than the status does. */
const SAYS_NOTHING = /^(\w*|Bad ApiKey format|You're not authorized.*)$/u;

/** Texts shorter than this occur in ordinary sentences by chance. */
const SHORTEST_VALUE = 3;

/**
 * What the server says about a refusal, such as the message of a validator that an administrator wrote, for
 * the message of the error. Nothing when it repeats a value that was sent or holds what could be a secret.
 *
 * @param answer the body of the answer
 * @param sent the body of the request
 */
export function detailsOf(answer: Readonly<Record<string, unknown>>, sent: unknown): string | undefined {
  const told = ["error", "error_description", "details", "errors", "message"]
    .flatMap((name) => texts(answer[name]))
    .filter((text) => !SAYS_NOTHING.test(text));
  const text = [...new Set(told)].join("; ").replace(/\s+/gu, " ").trim();
  if (text === "" || TOKEN.test(text)) return undefined;
  if (valuesOf(sent).some((value) => text.includes(value))) return undefined;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}

function texts(told: unknown): string[] {
  if (typeof told === "string") return [told];
  if (Array.isArray(told)) return told.flatMap(texts);
  // How the server's JSON library tells what does not fit: {"obj.clientName": [{"msg": ["..."], "args": []}]}.
  return isObject(told)
    ? Object.entries(told).flatMap(([name, value]) =>
        name === "args" ? [] : texts(value).map((text) => (name === "msg" ? text : `${name}: ${text}`)),
      )
    : [];
}

/** The texts and numbers that a request carries as values. */
function valuesOf(sent: unknown): string[] {
  if (typeof sent === "string") return sent.length < SHORTEST_VALUE ? [] : [sent];
  if (typeof sent === "number" || typeof sent === "bigint") return valuesOf(String(sent));
  if (Array.isArray(sent)) return sent.flatMap(patchOrValue);
  return isObject(sent) ? Object.values(sent).flatMap(valuesOf) : [];
}

/** Of an operation of a patch, `op` and `path` say nothing about the key's values. */
function patchOrValue(item: unknown): string[] {
  const operation = isObject(item) && typeof item["op"] === "string" && typeof item["path"] === "string";
  return valuesOf(operation ? item["value"] : item);
}
