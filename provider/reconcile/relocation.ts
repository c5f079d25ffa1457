import type { ApiKeyEntity } from "../client/entities";
import { isOtoroshiError, OtoroshiError } from "../client/otoroshi-error";
import { scopeOf } from "../model/scope";
import { advised } from "../servers/advice";
import { sayOf, type Subject } from "../servers/diagnostics";
import type { Found } from "../servers/find";
import { UNCOMPARED } from "../servers/gate";
import { session, type Server } from "../servers/session";
import type { Inputs, Program } from "../state/inputs";
import type { State } from "../state/state";
import { ownershipOf } from "./ownership";
import { mustExist } from "./scopes";

/**
 * Whether a key stays where it is although its resource has another connection: two connections can lead to one
 * server. Where their URLs say nothing, the key tells, because only its owner knows its secret. A key that stays is
 * updated in place; of one that does not, nothing is deleted for what would be refused on the other server.
 *
 * @throws OtoroshiError when it cannot be told, or when an update could not make the key on the other server
 */
export async function staysThrough(state: State, inputs: Inputs, subject: Subject): Promise<boolean> {
  const note = session.notes.of(inputs);
  // Who only asks what would be replaced gets no run, and so no server is asked.
  if (note === undefined) return false;
  const after = session.server(inputs.connection);
  const before = serverBefore(state);
  if (!(before instanceof OtoroshiError) && before.identity === after.identity) return true;
  const mode = session.driftDetection;
  const ask = (): Promise<boolean> => told(before, after, state, inputs, note, subject);
  if (!note.preview) return ask();
  if (mode === "false") return false;
  return (await session.gate.look(after, subject, ask, UNCOMPARED, mode === "required"))?.seen ?? false;
}

async function told(
  before: Server | OtoroshiError,
  after: Server,
  state: State,
  inputs: Inputs,
  note: Program,
  subject: Subject,
): Promise<boolean> {
  const { clientId, clientSecret } = state.outputs;
  const there = await after.keys.anywhere(clientId);
  const isKnown = there !== undefined && [clientSecret, state.sentSecret].includes(there.clientSecret);
  if (!isKnown && before instanceof OtoroshiError) throw before;
  const same =
    isKnown ||
    (there !== undefined && (await secretOn(before as Server, state, inputs)) === there.clientSecret);
  if (same) {
    const former = before instanceof OtoroshiError ? "the previous server" : before.api.url;
    sayOf(subject, [
      `${after.api.url} has a key with the same id and secret, so it is treated as the same server as ${former}; ` +
        `if they are two servers, delete the key on ${former} by hand`,
    ]);
  } else if (inputs.clientId === clientId && !note.preview) {
    await mustBeWelcome(after, inputs, clientId, there);
  }
  return same;
}

/** The server that the key was made on, or why it cannot be asked. */
function serverBefore({ outputs }: State): Server | OtoroshiError {
  try {
    return session.server(outputs.connection);
  } catch (error) {
    if (!isOtoroshiError(error)) throw error;
    return new OtoroshiError(
      `${error.message} According to the state, api key '${outputs.clientId}' is on that server: keep the connection ` +
        "configured until pulumi up has moved the key, or remove the key from the state with pulumi state delete.",
      error,
    );
  }
}

async function secretOn(before: Server, state: State, claim: Inputs): Promise<string | undefined> {
  const { outputs } = state;
  let found: Found | undefined;
  try {
    found = await before.keys.find(scopeOf(outputs), outputs.clientId);
  } catch (error) {
    if (!isOtoroshiError(error)) throw error;
    // What to do is about this connection, and not about the one that is declared now.
    const { code, operation, transient } = error;
    throw new OtoroshiError(advised(error, outputs.connection).message, { code, operation, transient });
  }
  // The url of the old connection may lead to another server by now, and the key there be somebody else's.
  if (found === undefined || ownershipOf(before, state, claim, found.live) !== "ours") return undefined;
  return found.live.clientSecret;
}

/** The old key is deleted first: nothing must be deleted for a creation that will be refused. */
async function mustBeWelcome(
  server: Server,
  inputs: Inputs,
  clientId: string,
  there: ApiKeyEntity | undefined,
): Promise<void> {
  if (there !== undefined && inputs.adopt !== true) {
    throw new OtoroshiError(
      `api key '${clientId}' on ${server.api.url}: a key with this clientId exists already (create_api_key). ` +
        "Nothing was deleted.",
      { code: "already-exists", operation: "create_api_key" },
    );
  }
  await mustExist(server, scopeOf(inputs), clientId);
}
