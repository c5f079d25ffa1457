import type { z } from "zod";
import { CommandFailure } from "./failure";

/**
 * Reads a JSON text of a known shape.
 *
 * @throws CommandFailure with the given sentence, for any other text; nothing of the text is repeated
 */
export function readJson<T>(text: string, schema: z.ZodType<T>, otherwise: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandFailure(otherwise);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new CommandFailure(otherwise);
  return result.data;
}
