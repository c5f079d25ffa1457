import { PROVIDER_KEY } from "./inputs";
import { stored, type State } from "./state";

/**
 * A write that was carried out, or may have been, but not as a whole. The host hands `id` and `properties`
 * to the engine, which saves the resource as created but not initialised: nothing is orphaned, and the
 * next `pulumi up` calls update.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly reasons: string[];
  properties: Record<string, unknown>;

  constructor(
    message: string,
    readonly id: string,
    state: State,
  ) {
    super(message);
    this.reasons = [message];
    this.properties = stored(state);
  }

  /**
   * Puts the provider's own reference among the properties. The host does so with what a verb returns, but
   * not with what an error leaves, and could neither refresh nor delete a resource without it.
   */
  referTo(news: object): void {
    this.properties = { ...this.properties, [PROVIDER_KEY]: (news as Record<string, unknown>)[PROVIDER_KEY] };
  }
}
