import { rows } from "../model/attributes";
import { bodyOf, MAX_BODY } from "../state/body";
import { hasUnknown, type Inputs } from "../state/inputs";
import type { Failure } from "../state/validation";
import { planOf } from "./desired";
import { partsOf } from "./patch";

/** A live key that has nothing yet of what is declared, and everything that a patch has to remove. */
const BARE = { authorizedEntities: [], authorizations: null, authorizedGroup: null };

/**
 * How many times the size of the arguments no request reaches: a pointer takes twice the name that it escapes, and a
 * letter in lower case may take more bytes. Only arguments that are near the limit are written out and counted.
 */
const GROWTH = 8;

/**
 * Refuses arguments that make more of a request than the server takes: the creation of the key, or one part of a
 * patch. Names the largest argument.
 *
 * @param inputs arguments that are good otherwise; while some are not known, nothing is counted
 */
export function sizeFailures(inputs: Inputs): Failure[] {
  if (size(inputs) * GROWTH <= MAX_BODY || hasUnknown(inputs)) return [];
  const { clientId = "x".repeat(16), clientSecret = "x".repeat(64), clientName = clientId } = inputs;
  const requests = [bodyOf(inputs, { clientId, clientSecret, clientName }), ...partsOf(planOf(inputs), BARE)];
  const largest = Math.max(...requests.map(size));
  if (largest <= MAX_BODY) return [];
  const property = [...rows.keys()].reduce((a, b) => (size(inputs[b]) > size(inputs[a]) ? b : a));
  const reason = `makes the key's JSON ${String(largest)} bytes long; Otoroshi accepts at most ${String(MAX_BODY)}`;
  return [{ property, reason }];
}

function size(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
