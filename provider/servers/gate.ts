import { isOtoroshiError } from "../client/otoroshi-error";
import { advised } from "./advice";
import { say, sayOf, type Subject } from "./diagnostics";
import type { Server } from "./session";

/** Keys in a row that a server may fail to answer for before no further one is asked for. */
const PATIENCE = 3;

/** What is said of a key that is not looked at. */
export interface Unseen {
  /** Of the key itself. */
  readonly line: string;
  /** What that means, behind the reason. */
  readonly meaning: string;
}

/** Of a key that is in the state. */
export const UNCOMPARED: Unseen = {
  line: "not compared with the server",
  meaning: "Drift cannot be detected; compared with the state only.",
};

/** Of one that is yet to be made. */
export const UNFORESEEN: Unseen = {
  line: "not looked up on the server",
  meaning: "The preview cannot tell whether the key or its scope exists.",
};

/** What was seen of a server; nothing when it could not be looked at. */
export type Look<T> = { readonly seen: T } | undefined;

/**
 * Lets a preview go on without a server that is out of reach for the moment, after saying so. One slow answer
 * costs one key its comparison; a server that refuses connections, or fails several times in a row, is not
 * asked again in this run. Everything else is an error: wrong settings are no reason to see nothing.
 */
export class Gate {
  private readonly failures = new Map<Server, number>();

  /**
   * @param unseen what is said when the server is out of reach
   * @param required whether a key that cannot be looked at is an error
   * @throws OtoroshiError when the look fails for any other reason than that the server is out of reach
   */
  async look<T>(
    server: Server,
    subject: Subject,
    look: () => Promise<T>,
    unseen: Unseen,
    required: boolean,
  ): Promise<Look<T>> {
    const failed = this.failures.get(server) ?? 0;
    if (failed >= PATIENCE && !required) return undefined;
    try {
      const seen = await look();
      this.failures.delete(server);
      return { seen };
    } catch (error) {
      if (required || !isOtoroshiError(error) || !error.transient) throw error;
      const lost = error.code === "timeout" ? failed + 1 : PATIENCE;
      this.failures.set(server, lost);
      sayOf(subject, [unseen.line]);
      const rest = lost >= PATIENCE ? " No other key is compared with this server in this run." : "";
      say(`warning: ${advised(error, server.connection).message} ${unseen.meaning}${rest}`);
      return undefined;
    }
  }
}
