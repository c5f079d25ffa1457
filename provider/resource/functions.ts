import * as pulumi from "@pulumi/pulumi";
import { ApiKeysApi } from "../client/api-keys-api";
import type { GroupEntity, Quotas } from "../client/entities";
import { scopeArguments, scopeOf } from "../model/scope";
import { say } from "../servers/diagnostics";
import type { FieldValues } from "../model/fields";
import { keysOf } from "../servers/find";
import type { KeyIdentity } from "../state/inputs";
import { valuesOf } from "../state/outputs";
import { configured } from "./configured";
import { answered, asList } from "./mocks";

/** A scope, exactly one of three, and the connection it is on. */
export interface ScopeArgs {
  /** A service. */
  readonly serviceId?: string | undefined;
  /** A group of services. */
  readonly groupId?: string | undefined;
  /** A route. */
  readonly routeId?: string | undefined;
  /** An API; needs a server of 17. */
  readonly apiId?: string | undefined;
  /** One of `otoroshi:connections`; the default connection when absent. */
  readonly connection?: string | undefined;
}

/** A key by its id in a scope. */
export interface KeyArgs extends ScopeArgs {
  /** The key's id. */
  readonly clientId: string;
}

/** A key of a service. */
export interface KeyOfServiceArgs {
  /** The service. */
  readonly serviceId: string;
  /** The key's id. */
  readonly clientId: string;
  /** One of `otoroshi:connections`; the default connection when absent. */
  readonly connection?: string | undefined;
}

/** The fields of an existing key, under the names of `ApiKey`'s arguments. */
export type ApiKeyResult = FieldValues & KeyIdentity;

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

function api(connection: string | undefined): ApiKeysApi {
  return new ApiKeysApi(configured(connection), say);
}

/**
 * An existing key.
 *
 * @throws OtoroshiError of the code `not-found` when the scope has none of this clientId
 */
export async function getApiKey(args: KeyArgs): Promise<ApiKeyResult> {
  return answered("getApiKey", args, async (known) =>
    valuesOf(await api(known.connection).get(scopeOf({ ...known }), known.clientId)),
  );
}

/** `getApiKey` with outputs as arguments; the result is a secret. */
export function getApiKeyOutput(args: Inputs<KeyArgs>): pulumi.Output<ApiKeyResult> {
  return pulumi.secret(pulumi.output(args).apply((known) => getApiKey(known as KeyArgs)));
}

/** The keys of a scope or, without one, all keys of the server. */
export async function getApiKeys(args: ScopeArgs = {}): Promise<ApiKeyResult[]> {
  return asList(await answered("getApiKeys", args, keysIn));
}

async function keysIn(args: ScopeArgs): Promise<ApiKeyResult[]> {
  const client = api(args.connection);
  const scoped = scopeArguments.some((name) => args[name] !== undefined);
  const keys = scoped ? await keysOf(client, scopeOf({ ...args })) : await client.listAll();
  return keys.map((key) => valuesOf(key));
}

/** `getApiKeys` with outputs as arguments; the result is a secret. */
export function getApiKeysOutput(args: Inputs<ScopeArgs> = {}): pulumi.Output<ApiKeyResult[]> {
  return pulumi.secret(pulumi.output(args).apply((known) => getApiKeys(known as ScopeArgs)));
}

/** How much of its quotas a key has used; counts of calls. */
export async function getApiKeyQuotas(args: KeyArgs): Promise<Quotas> {
  return answered("getApiKeyQuotas", args, (known) =>
    api(known.connection).quotas(scopeOf({ ...known }), known.clientId),
  );
}

/** `getApiKeyQuotas` with outputs as arguments. */
export function getApiKeyQuotasOutput(args: Inputs<KeyArgs>): pulumi.Output<Quotas> {
  return pulumi.output(args).apply((known) => getApiKeyQuotas(known as KeyArgs));
}

/** The group of a key of a service. */
export async function getApiKeyGroup(args: KeyOfServiceArgs): Promise<GroupEntity> {
  return answered("getApiKeyGroup", args, (known) =>
    api(known.connection).group({ serviceId: known.serviceId }, known.clientId),
  );
}

/** `getApiKeyGroup` with outputs as arguments. */
export function getApiKeyGroupOutput(args: Inputs<KeyOfServiceArgs>): pulumi.Output<GroupEntity> {
  return pulumi.output(args).apply((known) => getApiKeyGroup(known as KeyOfServiceArgs));
}
