import type { FastifyReply, FastifyRequest } from "fastify";
import type { Answer } from "./answers";

/** An HTML page where the list of accepted types names HTML, or where there is no such list (the source). */
function wantsPage(accept: string | undefined): boolean {
  return (accept ?? "text/html").split(",").includes("text/html");
}

const ESCAPES: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

function page(status: number, message: string): string {
  const safe = message.replace(/[<>&]/g, (char) => ESCAPES[char] ?? char);
  return `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${safe}</h1></body></html>`;
}

function messageOf(body: unknown): string {
  return (body as { "Otoroshi-Error": string })["Otoroshi-Error"];
}

const errorHeaders = (message: string): Record<string, string> => ({
  "Otoroshi-Error": "true",
  "Otoroshi-Error-Msg": message,
});

/**
 * Fastify would add Content-Type and Content-Length, which the gateway leaves out: its answer ends with the
 * connection.
 */
function sendFromGateway(request: FastifyRequest, reply: FastifyReply, { status, body }: Answer): void {
  const message = messageOf(body);
  reply.hijack();
  request.raw.resume();
  const response = reply.raw;
  response.useChunkedEncodingByDefault = false;
  response.writeHead(status, { Connection: "close", ...errorHeaders(message) });
  if (request.method === "HEAD") response.end();
  else response.end(wantsPage(request.headers.accept) ? page(status, message) : JSON.stringify(body));
}

/** The headers of an error are those of the gateway, the rest is like a handler's answer (observed). */
function sendFromWebLayer(request: FastifyRequest, reply: FastifyReply, { status, body }: Answer): void {
  const message = messageOf(body);
  reply.code(status).headers(errorHeaders(message));
  if (wantsPage(request.headers.accept)) {
    void reply.header("content-type", "text/html; charset=utf-8").send(page(status, message));
  } else {
    sendJson(reply, body);
  }
}

/** Serialized here, since Fastify adds a charset to the type that the server does not send. */
function sendJson(reply: FastifyReply, body: unknown): void {
  void reply.header("content-type", "application/json").send(Buffer.from(JSON.stringify(body)));
}

/** Puts an answer on the wire in the shape of its layer. */
export function send(request: FastifyRequest, reply: FastifyReply, answer: Answer): void {
  if (answer.layer === "gateway") sendFromGateway(request, reply, answer);
  else if (answer.layer === "web") sendFromWebLayer(request, reply, answer);
  else sendJson(reply.code(answer.status), answer.body);
}
