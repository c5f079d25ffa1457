import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket, type TLSSocket as Secured } from "node:tls";
import type { Socket } from "node:net";
import { send, type Message } from "../gateway/delivery";

/** Breaks a connection so that the other end notices at once; under TLS there is no reset, only an end. */
export function reset(socket: Socket | Secured): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** Breaks the connection once something of the body has come, or the end of a request without one. */
export function resetDuringBody(request: IncomingMessage): void {
  const end = (): void => reset(request.socket);
  request.once("data", end).once("end", end);
}

/** Promises the whole answer, sends half of it, and breaks the connection. */
export function sendHalf(response: ServerResponse, { status, headers, body }: Message): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "Content-Length": String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

/** How a request ends instead of with its own answer. */
export function end(
  how: "reset" | "reset during body" | "cut" | "silence" | Message,
  request: IncomingMessage,
  response: ServerResponse,
  own?: Message,
): void {
  if (how === "reset") reset(request.socket);
  else if (how === "reset during body") resetDuringBody(request);
  else if (how === "cut" && own !== undefined) sendHalf(response, own);
  else if (typeof how === "object") send(request, response, how);
}
