import type { JsonObject } from "./json";

/** A validation error of the server's JSON library, as it prints one. */
export const validationError = (message: string): string =>
  `List((,List(JsonValidationError(List(${message}),WrappedArray()))))`;

/** The exception that carries one. */
export const resultException = (message: string): string =>
  `JsResultException(errors:${validationError(message)})`;

/** A document that the server cannot read as an entity, with the message of its exception. */
export class Unreadable {
  constructor(readonly reason: string) {}

  /** How older servers print the failure where they hand it out as `error_description`. */
  toString(): string {
    return validationError(this.reason);
  }

  /** How the server of today does. */
  toJson(): JsonObject {
    return { obj: [{ msg: [this.reason], args: [] }] };
  }
}

/** The message of the exception for a mandatory member that is not there. */
export function missingMember(name: string, owner: JsonObject): string {
  const known = Object.keys(owner).map((key) => `'${key}'`);
  return resultException(`'${name}' is undefined on object. Available keys are ${known.join(", ")}`);
}
