export { ApiKey, type ApiKeyArgs, type ApiKeyLookup, type ApiKeyOutputs } from "./resource/api-key";
export {
  getApiKey,
  getApiKeyGroup,
  getApiKeyGroupOutput,
  getApiKeyOutput,
  getApiKeyQuotas,
  getApiKeyQuotasOutput,
  getApiKeys,
  getApiKeysOutput,
  type ApiKeyResult,
  type KeyArgs,
  type KeyOfServiceArgs,
  type ScopeArgs,
} from "./resource/functions";
export { ApiKeysApi, type ApiKeyBody, type CreateOptions } from "./client/api-keys-api";
export type { ApiKeyEntity, GroupEntity, Quotas } from "./client/entities";
export type { Connection } from "./client/connection";
export { OtoroshiError, type ErrorCode, type Missing } from "./client/otoroshi-error";
export type { PatchOperation } from "./model/json-patch";
export type { Notify } from "./client/throttle";
export type { Scope } from "./model/scope";
export type { FieldValues } from "./model/fields";
export type { Settings } from "./state/inputs";
export type { RestrictionPath } from "./model/kinds";
export type { ThrottlingStrategy } from "./model/throttling-strategy";
