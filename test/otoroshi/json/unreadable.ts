import type { JsonObject } from "./json";

/** A document that the server cannot read as an entity, with the message of its exception. */
export class Unreadable {
  constructor(readonly reason: string) {}

  /** How the server prints the failure where it hands it out as `error_description`. */
  toString(): string {
    return `List((,List(JsonValidationError(List(${this.reason}),List()))))`;
  }
}

/** The message of the exception for a mandatory member that is not there. */
export function missingMember(name: string, owner: JsonObject): string {
  const known = Object.keys(owner).map((key) => `'${key}'`);
  const problem = `'${name}' is undefined on object. Available keys are ${known.join(", ")}`;
  return `JsResultException(errors:List((,List(JsonValidationError(List(${problem}),List())))))`;
}
