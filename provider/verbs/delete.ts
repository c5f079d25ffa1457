import { scopeOf } from "../model/scope";
import { findAnywhere, missing, writeTo } from "../servers/find";
import type { State } from "../state/inputs";
import { session } from "../servers/session";

/**
 * Deletes a key with one DELETE in its scope. A key whose scope is gone, or that was moved, is deleted
 * where it is; one that is gone already is no error.
 */
export async function deleteApiKey(id: string, props: object): Promise<void> {
  const state = props as State;
  const { api, keys } = session.server(state.connection);
  try {
    await api.delete(scopeOf(state), id);
  } catch (error) {
    const what = missing(error);
    if (what === "api-key") return;
    if (what !== "scope" && what !== "api-key-in-scope") throw error;
    const live = await findAnywhere(api, id);
    if (live !== undefined) await writeTo(api, { live, at: undefined }, (at) => api.delete(at, id));
  } finally {
    keys.wrote(id);
  }
}
