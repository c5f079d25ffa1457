import type { LoggedRequest } from "./journal";
import { stringifyJson } from "./json/text";
import { isObject, text, type Json } from "./json/json";

const SECRETS = ["clientSecret", "nextSecret"];

const HIDDEN = "[secret]";

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRETS.includes(name) ? HIDDEN : withoutSecrets(item),
    ]),
  );
}

/** An operation hides what it says about a secret: its value, and the one it expects. */
function operation(value: Json): Json {
  const safe = withoutSecrets(value);
  if (!isObject(safe)) return safe;
  const last = text(safe["path"])?.split("/").pop() ?? "";
  if (!SECRETS.includes(last)) return safe;
  return Object.fromEntries(
    Object.entries(safe).map(([name, item]) => [name, name === "value" || name === "old" ? HIDDEN : item]),
  );
}

/** One line for a request; a PATCH shows its document, so that what a client changes can be followed. */
export function logLine({ method, path, status, body }: LoggedRequest): string {
  const words = [method, path, status === undefined ? "lost" : String(status)];
  if (method === "PATCH" && body !== undefined) {
    words.push(stringifyJson(Array.isArray(body) ? body.map(operation) : withoutSecrets(body)));
  }
  return words.join(" ");
}
