import { declaredLeaves } from "../model/attributes";
import type { Inputs } from "./inputs";
import type { Json } from "../model/json";
import { put } from "./outputs";

/**
 * The JSON that a key is created from: what is declared, its id and its secret. The server puts the scope
 * in front of the entities and fills in the rest.
 */
export function bodyOf(inputs: Inputs, clientId: string, clientSecret: string): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [leaf, value] of declaredLeaves(inputs)) {
    put(body, leaf.path, leaf.field.kind.write(value) satisfies Json);
  }
  // A blank name is refused, and only the resource knows its own: a key declared without one is called by its id.
  return { clientName: clientId, ...body, clientId, clientSecret };
}
