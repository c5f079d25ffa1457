import { isDeepStrictEqual } from "node:util";
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
 *   what nobody declared as well, its restrictions say. Entries of maps, and what a new key has anyway, are left
 *   out where they make it too large
 */
export function bodyOf(inputs: Inputs, identity: KeyIdentity, lost?: Outputs): Record<string, unknown> {
  if (lost === undefined) return bodyWith(inputs, identity, []);
  const maps = Object.fromEntries(mapNames.map((name) => [name, lost[name]]));
  const whole = bodyWith(inputs, identity, [...declaredAttributes(maps), ...recorded(lost)]);
  if (Buffer.byteLength(JSON.stringify(whole)) <= MAX_BODY) return whole;
  const special = recorded(lost).filter(([{ field }, value]) => !isDeepStrictEqual(value, field.initial));
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

/** What outputs hold that an argument could say as well; a number beyond 2^53 is none. */
function recorded(outputs: Outputs): Declared[] {
  return fixedAttributes.flatMap((attribute): Declared[] => {
    const value = argumentOf(attribute, outputs);
    return attribute.field.kind.schema.safeParse(value).success ? [[attribute, value]] : [];
  });
}
