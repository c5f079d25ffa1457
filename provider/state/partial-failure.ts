import { PROVIDER_KEY, type State } from "./inputs";

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
    public properties: State,
  ) {
    super(message);
    this.reasons = [message];
  }

  /**
   * Puts the provider's own reference among the properties. The host does so with what a verb returns, but
   * not with what an error leaves, and could neither refresh nor delete a resource without it.
   */
  referTo(news: object): void {
    this.properties = { ...this.properties, [PROVIDER_KEY]: (news as Record<string, unknown>)[PROVIDER_KEY] };
  }
}
