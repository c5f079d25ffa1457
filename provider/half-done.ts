import type { State } from "./inputs";

/**
 * A write that was carried out, or may have been, but not as a whole. The host hands `id` and `properties`
 * to the engine, which saves the resource as created but not initialised: nothing is orphaned, and the
 * next `pulumi up` calls update.
 */
export class HalfDone extends Error {
  override readonly name = "HalfDone";
  readonly reasons: string[];

  constructor(
    message: string,
    readonly id: string,
    readonly properties: State,
  ) {
    super(message);
    this.reasons = [message];
  }
}
