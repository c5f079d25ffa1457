import { isDeepStrictEqual } from "node:util";
import { entityOf, scopeOf } from "../model/scope";
import {
  attributeOf,
  declaredAttributes,
  fixedAttributes,
  mapNames,
  type Attribute,
  type Declared,
} from "../model/attributes";
import { isObject, valueAt } from "../model/json";
import type { Known } from "../model/situation";
import { PROGRAM_KEY, PROVIDER_KEY, without, type Inputs, type Outputs } from "./inputs";
import { isRecordText, readRecord, recordText, type Owed, type Record } from "./record";

/** What the engine keeps of a resource. */
export interface State extends Record {
  /** Every field as it is on the server, and the other arguments as declared. */
  readonly outputs: Outputs;
  /**
   * Declared values, by the attribute's name, that the server has turned into others by itself: the secret of
   * a key that it rotates, `enabled` of one that has expired. Without them they would seem declared anew.
   */
  readonly turned: Readonly<globalThis.Record<string, unknown>>;
  /** The secret that was sent for an owed rotation whose outcome is unknown; the next update sends it again. */
  readonly sentSecret: string | undefined;
}

type TriggerName = "secretRotationTriggers" | "quotaResetTriggers";

/** The properties of a state besides the outputs; releases since 0.1.0 have used these names. */
const RECORD = "managed";
const TURNED = "declared";
const SENT_SECRET = "rotation:sent";

/** The properties of a state that are no outputs. */
const NO_OUTPUTS = [PROVIDER_KEY, PROGRAM_KEY, RECORD, TURNED];

/** The properties that the engine is given to keep. */
export function stored(state: State): globalThis.Record<string, unknown> {
  const { outputs, turned, sentSecret } = state;
  const hidden = { ...turned, ...(sentSecret === undefined ? {} : { [SENT_SECRET]: sentSecret }) };
  return {
    ...outputs,
    [RECORD]: recordText(state, outputs.clientName),
    ...(Object.keys(hidden).length === 0 ? {} : { [TURNED]: hidden }),
  };
}

/**
 * Reads what the engine kept, of this release and of those before.
 *
 * @param id the resource's id, which is the key's
 * @param olds the properties as the engine gives them
 * @throws OtoroshiError of the code `invalid` for the state of a later release
 */
export function stateOf(id: string, olds: object): State {
  const { [RECORD]: record, [TURNED]: hidden } = olds as globalThis.Record<string, unknown>;
  const outputs = without(olds, NO_OUTPUTS);
  const { [SENT_SECRET]: sentSecret, ...turned } = isObject(hidden) ? hidden : {};
  return {
    ...(typeof record === "string" && isRecordText(record)
      ? readRecord(record, outputs["clientName"])
      : earlierRecord(record, outputs)),
    outputs: { ...outputs, clientId: id } as Outputs,
    turned,
    sentSecret: sentSecret as string | undefined,
  };
}

/**
 * The record of a state of 0.1.0, where `managed` is a list of names, or of 0.2.0, where it is the JSON of one.
 * A key of which the creation was unknown had no names and no outputs of the server's. A trigger that had not
 * been served stood there with its former values, so that it still differs from what is declared.
 */
function earlierRecord(managed: unknown, outputs: globalThis.Record<string, unknown>): Record {
  const names: unknown = typeof managed === "string" ? JSON.parse(managed) : managed;
  const declared = new Set(Array.isArray(names) ? names.map(String) : []);
  const unknown = managed !== undefined && declared.size === 0 && !isAnswered(outputs);
  const creation = unknown ? "unknown" : "known";
  return { resource: "", name: undefined, creation, owed: [], declared, hidden: new Set() };
}

/** Whether outputs are a server's: in its answers the scope is among the entities, in arguments it is not. */
function isAnswered(outputs: globalThis.Record<string, unknown>): boolean {
  return fixedAttributes.some(({ argument, field }) => {
    const output = valueAt(outputs, argument);
    if (field.composed === undefined || output === undefined) return false;
    return !isDeepStrictEqual(field.composed.argument(output, entityOf(scopeOf(outputs))), output);
  });
}

/** A state as far as it is of a live key: where the creation was not confirmed, the secret tells whether it is. */
export function stateOfKey(state: State, live: Pick<Outputs, "clientSecret">): State | undefined {
  return state.creation === "known" || hasSecretOf(state, live) ? state : undefined;
}

/** Whether a live key has the secret that the state knows, or that was sent for a rotation without an answer. */
export function hasSecretOf(
  { outputs, sentSecret }: State,
  { clientSecret }: Pick<Outputs, "clientSecret">,
): boolean {
  return [outputs.clientSecret, sentSecret].includes(clientSecret);
}

/** What comparisons need of a state. */
export function knownOf({ outputs }: State): Known {
  return { scope: entityOf(scopeOf(outputs)), outputs };
}

/** What an attribute, one of the declared ones, was declared with. */
export function declaredValue(state: State, attribute: Attribute): unknown {
  const { name } = attribute;
  return Object.hasOwn(state.turned, name) ? state.turned[name] : argumentOf(attribute, state.outputs);
}

/** The argument that the output of an attribute stands for. */
export function argumentOf({ argument, field }: Attribute, outputs: Outputs): unknown {
  const output = valueAt(outputs, argument);
  if (field.composed === undefined || output === undefined) return output;
  return field.composed.argument(output, entityOf(scopeOf(outputs)));
}

/** The attributes that were declared when the state was made, with the values that they were declared with. */
export function declaredBefore(state: State): Declared[] {
  return [...state.declared].flatMap((name): Declared[] => {
    const attribute = attributeOf(name);
    if (attribute === undefined) return [];
    const value = declaredValue(state, attribute);
    return value === undefined ? [] : [[attribute, value]];
  });
}

/**
 * What a key has besides what is declared now, or was when the state was made. What no argument can say, such as a
 * number beyond 2^53, is left out.
 */
export function undeclaredOf({ outputs, declared }: State, now: readonly Declared[]): Declared[] {
  const names = new Set([...declared, ...now.map(([{ name }]) => name)]);
  const maps = Object.fromEntries(mapNames.map((name) => [name, outputs[name]]));
  const fixed = fixedAttributes.map((attribute): Declared => [attribute, argumentOf(attribute, outputs)]);
  return [...declaredAttributes(maps), ...fixed].filter(
    ([{ name, field }, value]) => !names.has(name) && field.kind.schema.safeParse(value).success,
  );
}

const triggers: Readonly<globalThis.Record<Owed, TriggerName>> = {
  rotation: "secretRotationTriggers",
  reset: "quotaResetTriggers",
};

/** The triggers that are declared with values. */
export function triggersOf(inputs: Inputs): string[] {
  return Object.values(triggers).filter((name) => !sameTriggers([], inputs[name] ?? []));
}

/** What the triggers ask for: what they did and is not done, and what their new values do. */
export function owedBy({ owed, outputs }: State, inputs: Inputs): Owed[] {
  return (Object.keys(triggers) as Owed[]).filter((one) => {
    const now = inputs[triggers[one]];
    return now !== undefined && (owed.includes(one) || !sameTriggers(outputs[triggers[one]], now));
  });
}

/** The same state with the triggers as they are declared now: what they ask for is told by what is owed alone. */
export function withTriggers(state: State, inputs: Inputs): State {
  const now = Object.values(triggers).filter((name) => inputs[name] !== undefined);
  return {
    ...state,
    outputs: { ...state.outputs, ...Object.fromEntries(now.map((name) => [name, inputs[name]])) },
  };
}

/**
 * Whether the values of a trigger ask for nothing new: none yet is as good as an empty list.
 */
function sameTriggers(before: unknown, now: unknown): boolean {
  return isDeepStrictEqual(before ?? [], now);
}
