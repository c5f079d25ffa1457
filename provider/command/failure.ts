/** What a command cannot do, for a person: one sentence, without a secret and without a full stop. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}
