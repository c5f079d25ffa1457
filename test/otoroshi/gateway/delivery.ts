import type { IncomingMessage, ServerResponse } from "node:http";
import { stringifyJson } from "../json/text";
import type { Answer } from "./answers";

/** How the gateway of an edition answers by itself, and to whom an error is a page. */
export interface DeliveryRules {
  /** Without type and length, and then closes (17); like every other answer (before). */
  readonly gateway: "bare" | "like the others";
  readonly wantsPage: (accept: string | undefined) => boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

function page(status: number, message: string): string {
  const safe = message.replace(/[<>&]/g, (char) => ESCAPES[char] ?? char);
  return `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${safe}</h1></body></html>`;
}

function messageOf(body: unknown): string {
  return (body as { "Otoroshi-Error": string })["Otoroshi-Error"];
}

/** An answer as it goes over the wire. */
export interface Message {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Neither length nor chunks: the answer ends with the connection. */
  readonly endsWithConnection: boolean;
}

/** Puts an answer into the shape of its layer. */
export function message(request: IncomingMessage, answer: Answer, rules: DeliveryRules): Message {
  const { layer, status } = answer;
  const json = stringifyJson(answer.body);
  if (layer === "handler") {
    const headers = { "Content-Type": "application/json" };
    return { status, headers, body: json, endsWithConnection: false };
  }
  const error = messageOf(answer.body);
  const asPage = rules.wantsPage(request.headers.accept);
  const bare = layer === "gateway" && rules.gateway === "bare";
  const type = asPage ? "text/html; charset=utf-8" : "application/json";
  return {
    status,
    headers: {
      ...(bare ? { Connection: "close" } : { "Content-Type": type }),
      "Otoroshi-Error": "true",
      "Otoroshi-Error-Msg": error.replace(/[^\x20-\x7e]/g, "?"),
    },
    body: asPage ? page(status, error) : json,
    endsWithConnection: bare,
  };
}

/** What is left of the request's body is read, so that the sender never waits for that. */
export function send(request: IncomingMessage, response: ServerResponse, given: Message): void {
  request.resume();
  const bytes = Buffer.from(given.body);
  response.useChunkedEncodingByDefault = false;
  const length = given.endsWithConnection ? {} : { "Content-Length": String(bytes.length) };
  response.writeHead(given.status, { ...given.headers, ...length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}
