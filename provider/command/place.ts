import type { ApiKeyEntity, ListedKey } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { isOtoroshiError } from "../client/otoroshi-error";
import { entitiesOf } from "../model/entities";
import type { JsonObject } from "../model/json";
import { identifier } from "../model/kinds";
import { describeScope, entityOf, scopeArguments, scopeId, scopeOfEntity, type Scope } from "../model/scope";
import { missing } from "../servers/find";
import { CommandFailure } from "./failure";

/** The kinds of scopes that a key is declared in first; the others follow in the model's order. */
const FIRST: readonly string[] = ["groupId", "serviceId"];

/** Requests under way at once. */
const AT_ONCE = 8;

/**
 * The scopes that a key can be declared in, the best first: one that was asked for, then groups, services,
 * routes and APIs, by id.
 */
export function candidates(live: ApiKeyEntity, asked: readonly Scope[]): Scope[] {
  const wanted = new Set(asked.map(entityOf));
  const order = (scope: Scope): string => {
    const argument = scopeArguments.findIndex((name) => scope[name] !== undefined);
    const first = FIRST.indexOf(scopeArguments[argument] ?? "");
    const kind = first === -1 ? FIRST.length + argument : first;
    return `${wanted.has(entityOf(scope)) ? 0 : 1}${kind} ${entityOf(scope)}`;
  };
  return entitiesOf(live as JsonObject)
    .flatMap((entity) => scopeOfEntity(entity) ?? [])
    .filter((scope) => addressable(scopeId(scope)))
    .map((scope) => ({ scope, order: order(scope) }))
    .sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)))
    .map(({ scope }) => scope);
}

/** Which scopes a server has; each is asked for once. */
export class Scopes {
  private readonly known = new Map<string, Promise<boolean>>();

  constructor(private readonly api: ApiKeysApi) {}

  has(scope: Scope): Promise<boolean> {
    const entity = entityOf(scope);
    let answer = this.known.get(entity);
    if (answer === undefined) this.known.set(entity, (answer = this.ask(scope)));
    return answer;
  }

  /**
   * Expects a scope that somebody has asked for.
   *
   * @throws CommandFailure when the server does not have it
   * @throws OtoroshiError when the server does not tell, as to credentials that it does not accept
   */
  async expect(scope: Scope): Promise<void> {
    const there = this.exists(scope);
    this.known.set(entityOf(scope), there);
    if (!(await there)) throw new CommandFailure(`${describeScope(scope)} does not exist on ${this.api.url}`);
  }

  private async ask(scope: Scope): Promise<boolean> {
    try {
      return await this.exists(scope);
    } catch (error) {
      // Not for these credentials, whose rights end at a tenant.
      if (isOtoroshiError(error, "unauthorized")) return false;
      throw error;
    }
  }

  private async exists(scope: Scope): Promise<boolean> {
    try {
      return await this.api.scopeExists(scope);
    } catch (error) {
      // Of a kind that the server does not know.
      if (missing(error) === "endpoint") return false;
      throw error;
    }
  }
}

/**
 * The scope that each key is to be declared in, by clientId: the first of its candidates that the server
 * has. A key of no scope that is there has none; a declaration could not be carried out.
 *
 * @param placed is called once a key
 */
export async function placesOf(
  scopes: Scopes,
  keys: readonly ListedKey[],
  asked: readonly Scope[],
  placed: () => void,
): Promise<Map<string, Scope>> {
  const places = new Map<string, Scope>();
  const rest = keys.values();
  const work = async (): Promise<void> => {
    for (const live of rest) {
      const from = addressable(live.clientId) ? candidates(live.read(), asked) : [];
      const place = await firstThere(scopes, from);
      if (place !== undefined) places.set(live.clientId, place);
      placed();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return places;
}

/** Whether an id can stand in a path; some servers accept others. */
function addressable(id: string): boolean {
  return identifier.schema.safeParse(id).success;
}

async function firstThere(scopes: Scopes, from: readonly Scope[]): Promise<Scope | undefined> {
  for (const scope of from) if (await scopes.has(scope)) return scope;
  return undefined;
}
