import type { Json } from "../json/json";
import { parseJson } from "../json/text";

/** The server's own limit (observed: one byte more is a 413). */
export const BODY_LIMIT = 102_400;

type Parsed = { readonly json: Json | undefined } | { readonly status: 400 | 413 | 415 };

const JSON_TYPES = ["application/json", "text/json"];

function isJson(contentType: string | undefined): boolean {
  const [type = ""] = (contentType ?? "").split(";");
  return JSON_TYPES.includes(type.trim().toLowerCase());
}

function parse(bytes: Buffer): Parsed {
  try {
    return { json: parseJson(bytes.toString("utf8")) };
  } catch {
    return { status: 400 };
  }
}

/**
 * What the web layer makes of a body before a handler sees it. A handler that wants JSON does without nothing
 * but JSON (a patch sent as application/json-patch+json is a 415, observed); the others take any body or none.
 */
export function requestBody(
  wanted: "json" | "ignored",
  contentType: string | undefined,
  bytes: Buffer | undefined,
): Parsed {
  const json = isJson(contentType);
  if (wanted === "json" && !json) return { status: 415 };
  if (bytes !== undefined && bytes.length > BODY_LIMIT) return { status: 413 };
  if (wanted === "json") return parse(bytes ?? Buffer.alloc(0));
  return json && bytes !== undefined && bytes.length > 0 ? parse(bytes) : { json: undefined };
}
