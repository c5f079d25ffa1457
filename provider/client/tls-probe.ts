import { connect } from "node:tls";

/** Milliseconds that a handshake may take. */
const PATIENCE = 1_000;

/**
 * Whether what listens at an http URL speaks TLS. Such a server answers a plain request by closing the
 * connection, which alone looks like a connection that was lost.
 */
export function speaksTls(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, "");
  return new Promise((resolve) => {
    // No credentials travel here: what matters is only whether there is a handshake.
    const socket = connect({ host, port: Number(port || 80), rejectUnauthorized: false });
    const end = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(PATIENCE, () => end(false));
    socket.once("secureConnect", () => end(true));
    // Only a TLS server sends an alert, such as for a certificate that it wants of its client.
    socket.once("error", (error: Error & { code?: string }) => end(/_ALERT_/u.test(error.code ?? "")));
    socket.once("close", () => end(false));
  });
}
