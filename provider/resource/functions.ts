import * as pulumi from "@pulumi/pulumi";
import { ApiKeysApi } from "../client/api-keys-api";
import { checkedSubject } from "../client/call-checks";
import type { GroupEntity, Quotas } from "../client/entities";
import { withoutBigints } from "../model/kinds";
import { scopeArguments, type Scope } from "../model/scope";
import { say } from "../servers/diagnostics";
import { quotasOf } from "../servers/quotas";
import { sameKey } from "../servers/same-key";
import { valuesOf } from "../state/outputs";
import { configured } from "./configured";
import type { ApiKeyEntity, ApiKeyResult } from "../model/api-key";
import { answered, asList } from "./mocks";
import type { Argument, NoScope, ScopeArgs, ScopeId, ScopeInputs } from "./scope-args";

/** The server, by its name in `otoroshi:connections`. Defaults to the default connection. */
export interface ConnectionArgs {
  readonly connection?: string | null | undefined;
}

/** A key, by its id and scope. */
export type KeyArgs = ScopeArgs & ConnectionArgs & { readonly clientId: string };

/** The keys of a scope or, without one, of the whole server. */
export type KeysArgs = (ScopeArgs | NoScope) & ConnectionArgs;

/** A key of a service. */
export interface KeyOfServiceArgs extends ConnectionArgs {
  readonly serviceId: string;
  readonly clientId: string;
}

/** The server, by its name in `otoroshi:connections`. Defaults to the default connection. */
export interface ConnectionInputs {
  readonly connection?: Argument<string>;
}

/** A key, by its id and scope. */
export type KeyInputs = ScopeInputs & ConnectionInputs & { readonly clientId: pulumi.Input<string> };

/** The keys of a scope or, without one, of the whole server. */
export type KeysInputs = (ScopeInputs | NoScope) & ConnectionInputs;

/** A key of a service. */
export interface KeyOfServiceInputs extends ConnectionInputs {
  readonly serviceId: ScopeId;
  readonly clientId: pulumi.Input<string>;
}

function api({ connection }: ConnectionArgs): ApiKeysApi {
  return new ApiKeysApi(configured(connection ?? undefined), say);
}

function resultOf(live: ApiKeyEntity): ApiKeyResult {
  return valuesOf(live) as ApiKeyResult;
}

/**
 * An existing key.
 *
 * @throws OtoroshiError with the code `not-found` if the scope has no key with this `clientId`
 */
export async function getApiKey(args: KeyArgs): Promise<ApiKeyResult> {
  return answered("getApiKey", args, async (known) => resultOf(await keyIn(api(known), known)));
}

function keyIn(client: ApiKeysApi, args: KeyArgs): Promise<ApiKeyEntity> {
  return sameKey(client, args.clientId, "api_key", client.get(scopeIn(args), args.clientId));
}

/** The scope as it was given, of which a program without types may give none or several: the client refuses it then. */
function scopeIn(args: KeysArgs): Scope {
  const given = scopeArguments.filter((name) => args[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, args[name]])) as unknown as Scope;
}

/** `getApiKey` with outputs as arguments; the result is a secret. */
export function getApiKeyOutput(args: KeyInputs): pulumi.Output<ApiKeyResult> {
  return pulumi.secret(pulumi.output(args).apply((known) => getApiKey(known as KeyArgs)));
}

/** The keys of a scope or, without one, all keys of the server. */
export async function getApiKeys(args: KeysArgs = {}): Promise<ApiKeyResult[]> {
  return asList(await answered("getApiKeys", args, keysIn));
}

async function keysIn(args: KeysArgs): Promise<ApiKeyResult[]> {
  const client = api(args);
  const scoped = scopeArguments.some((name) => args[name] !== undefined);
  const keys = scoped ? await client.list(scopeIn(args)) : await client.listAll();
  return keys.map(resultOf);
}

/** `getApiKeys` with outputs as arguments; the result is a secret. */
export function getApiKeysOutput(args: KeysInputs = {}): pulumi.Output<ApiKeyResult[]> {
  return pulumi.secret(pulumi.output(args).apply((known) => getApiKeys(known)));
}

/** How much of its quotas a key has used, in calls. A number beyond 2^53 is a string of its digits. */
export type QuotasResult = { readonly [K in keyof Quotas]: number };

/** How much of its quotas a key has used. */
export async function getApiKeyQuotas(args: KeyArgs): Promise<QuotasResult> {
  return answered("getApiKeyQuotas", args, async (known) => {
    const client = api(known);
    const scope = scopeIn(known);
    checkedSubject(client, "api_key_quotas", scope, known.clientId, { scope: true, clientId: true });
    const quotas = await quotasOf(client, scope, known.clientId);
    return withoutBigints(quotas) as QuotasResult;
  });
}

/** `getApiKeyQuotas` with outputs as arguments. */
export function getApiKeyQuotasOutput(args: KeyInputs): pulumi.Output<QuotasResult> {
  return pulumi.output(args).apply((known) => getApiKeyQuotas(known as KeyArgs));
}

/** The group of a key of a service. */
export async function getApiKeyGroup(args: KeyOfServiceArgs): Promise<GroupEntity> {
  return answered("getApiKeyGroup", args, (known) =>
    api(known).group({ serviceId: known.serviceId }, known.clientId),
  );
}

/** `getApiKeyGroup` with outputs as arguments. */
export function getApiKeyGroupOutput(args: KeyOfServiceInputs): pulumi.Output<GroupEntity> {
  return pulumi.output(args).apply((known) => getApiKeyGroup(known as KeyOfServiceArgs));
}
