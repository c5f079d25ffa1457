import { isDeepStrictEqual } from "node:util";
import { declaredAttributes, type Declared } from "../model/attributes";
import { put } from "../model/json";
import type { Inputs, KeyIdentity } from "./inputs";

/** What Otoroshi takes at most in one request, in bytes; it answers 413 to more. */
export const MAX_BODY = 102_400;

/**
 * The JSON that a key is created from: what is declared, its id and its secret. The server puts the scope
 * in front of the entities and fills in the rest.
 *
 * @param identity what the key is called where the arguments do not say; the server refuses a blank name
 * @param lost what the key that it takes the place of had besides: one that was deleted by hand comes back with what
 *   nobody declared as well, its restrictions say. Entries of maps, and what a new key has anyway, are left out where
 *   they make it too large
 */
export function bodyOf(
  inputs: Inputs,
  identity: KeyIdentity,
  lost: readonly Declared[] = [],
): Record<string, unknown> {
  const whole = bodyWith(inputs, identity, lost);
  if (Buffer.byteLength(JSON.stringify(whole)) <= MAX_BODY) return whole;
  const special = lost.filter(
    ([{ entry, field }, value]) => !entry && !isDeepStrictEqual(value, field.initial),
  );
  return bodyWith(inputs, identity, special);
}

function bodyWith(
  inputs: Inputs,
  { clientName, clientId, clientSecret }: KeyIdentity,
  further: readonly Declared[],
): Record<string, unknown> {
  const body: Record<string, unknown> = { clientName };
  for (const [attribute, value] of [...further, ...declaredAttributes(inputs)]) {
    put(body, attribute.path, attribute.field.kind.write(value));
  }
  return { ...body, clientId, clientSecret };
}
