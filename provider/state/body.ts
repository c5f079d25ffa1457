import { declaredAttributes, fixedAttributes, mapNames, type Declared } from "../model/attributes";
import { put } from "../model/json";
import type { Inputs, KeyIdentity, Outputs } from "./inputs";
import { argumentOf } from "./state";

/** What Otoroshi takes at most in one request, in bytes; it answers 413 to more. */
export const MAX_BODY = 102_400;

/**
 * The JSON that a key is created from: what is declared, its id and its secret. The server puts the scope
 * in front of the entities and fills in the rest.
 *
 * @param identity what the key is called where the arguments do not say; the server refuses a blank name
 * @param lost what is known of the key that it takes the place of: one that was deleted by hand comes back with
 *   what nobody declared as well, its restrictions say
 */
export function bodyOf(inputs: Inputs, identity: KeyIdentity, lost?: Outputs): Record<string, unknown> {
  const body: Record<string, unknown> = { clientName: identity.clientName };
  if (lost !== undefined) for (const name of mapNames) put(body, [name], { ...(lost[name] as object) });
  for (const [attribute, value] of [...recorded(lost), ...declaredAttributes(inputs)]) {
    put(body, attribute.path, attribute.field.kind.write(value));
  }
  return { ...body, clientId: identity.clientId, clientSecret: identity.clientSecret };
}

/** What outputs hold that an argument could say as well; a number beyond 2^53 is none. */
function recorded(outputs: Outputs | undefined): Declared[] {
  if (outputs === undefined) return [];
  return fixedAttributes.flatMap((attribute): Declared[] => {
    const value = argumentOf(attribute, outputs);
    return value !== undefined && attribute.field.kind.schema.safeParse(value).success
      ? [[attribute, value]]
      : [];
  });
}
