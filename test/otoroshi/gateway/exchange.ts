import type { Json } from "../json/json";
import type { Answer } from "./answers";
import type { Rights } from "./rights";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request as a handler gets it: path parameters decoded, the body parsed, the sender's rights known. */
export interface AdminRequest {
  readonly method: string;
  /** Path and query as they were sent; the server repeats them in some of its errors. */
  readonly uri: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json | undefined;
  readonly rights: Rights;
}

export type Handler = (request: AdminRequest) => Answer;

/** One route of the admin API. Only some of them insist on a JSON body; the others ignore one. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly body: "json" | "ignored";
  readonly handle: Handler;
}

export const reads = (method: "GET" | "DELETE", path: string, handle: Handler): Route => ({
  method,
  path,
  body: "ignored",
  handle,
});

export const writes = (method: "POST" | "PUT" | "PATCH", path: string, handle: Handler): Route => ({
  method,
  path,
  body: "json",
  handle,
});

export const param = (request: AdminRequest, name: string): string => request.params[name] ?? "";
