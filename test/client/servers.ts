import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import {
  connect,
  createServer as createRawServer,
  type AddressInfo,
  type Server,
  type Socket,
} from "node:net";
import { generate } from "selfsigned";
import { liveKey } from "../unit/key";

/** Servers of one test, closed together. */
export class Servers {
  private readonly closing: (() => Promise<void>)[] = [];

  /** Starts a server on a port of the system's and answers its port. */
  private async start(server: Server): Promise<number> {
    const sockets = new Set<Socket>();
    server.on("connection", (socket: Socket) => sockets.add(socket));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    this.closing.push(async () => {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    });
    return (server.address() as AddressInfo).port;
  }

  /** An HTTP server; its URL. */
  async http(answer: RequestListener): Promise<string> {
    return `http://127.0.0.1:${String(await this.start(createServer(answer)))}`;
  }

  /** An HTTPS server for the name `localhost`, with a certificate of its own; its URL and the certificate. */
  async https(answer: RequestListener): Promise<{ url: string; certificate: string }> {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [
        { name: "basicConstraints", cA: true },
        { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
      ],
    });
    const port = await this.start(createSecureServer({ key, cert }, answer));
    return { url: `https://localhost:${String(port)}`, certificate: cert };
  }

  /** A server that gets bare connections; its port. */
  async raw(talk: (socket: Socket) => void): Promise<number> {
    return this.start(
      createRawServer((socket) => {
        socket.on("error", () => undefined);
        talk(socket);
      }),
    );
  }

  /** An HTTP proxy that notes what it is asked for; its URL. */
  async proxy(asked: string[]): Promise<string> {
    const server = createServer((request, response) => {
      asked.push(`${String(request.method)} ${String(request.url)}`);
      response.end(JSON.stringify(liveKey()));
    });
    server.on("connect", (request: IncomingMessage, socket: Socket) => {
      asked.push(`CONNECT ${String(request.url)}`);
      const { port } = new URL(`http://${String(request.url)}`);
      const onward = connect(Number(port), "127.0.0.1");
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      for (const one of [socket, onward]) one.on("error", () => undefined);
      socket.pipe(onward).pipe(socket);
    });
    return `http://127.0.0.1:${String(await this.start(server))}`;
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0)) await close();
  }
}
