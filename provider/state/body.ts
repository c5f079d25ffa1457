import { declaredAttributes } from "../model/attributes";
import { put } from "../model/json";
import type { Inputs, KeyIdentity } from "./inputs";

/** What Otoroshi takes at most in one request, in bytes; it answers 413 to more. */
export const MAX_BODY = 102_400;

/**
 * The JSON that a key is created from: what is declared, its id and its secret. The server puts the scope
 * in front of the entities and fills in the rest.
 *
 * @param identity what the key is called where the arguments do not say; the server refuses a blank name
 */
export function bodyOf(inputs: Inputs, identity: KeyIdentity): Record<string, unknown> {
  const body: Record<string, unknown> = { clientName: identity.clientName };
  for (const [attribute, value] of declaredAttributes(inputs)) {
    put(body, attribute.path, attribute.field.kind.write(value));
  }
  return { ...body, clientId: identity.clientId, clientSecret: identity.clientSecret };
}
