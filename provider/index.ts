export { ApiKey, type ApiKeyArgs, type ApiKeyLookup, type ApiKeyOutputs } from "./api-key";
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
} from "./functions";
export { ApiKeysApi, type ApiKeyBody } from "./client/api-keys-api";
export type { ApiKeyEntity, GroupEntity, Quotas } from "./client/answers";
export type { Connection } from "./client/connection";
export { OtoroshiError, type ErrorCode, type Missing } from "./client/otoroshi-error";
export type { Scope } from "./client/scope";
export type { FieldValues } from "./fields";
export type { Settings } from "./inputs";
export type { RestrictionPath } from "./kinds";
export type { ThrottlingStrategy } from "./throttling-strategy";
