// What is exported for its type only stands in statements of its own: TypeScript before 4.5 reads no other form.
export { ApiKey } from "./resource/api-key";
export {
  getApiKey,
  getApiKeyGroup,
  getApiKeyGroupOutput,
  getApiKeyOutput,
  getApiKeyQuotas,
  getApiKeyQuotasOutput,
  getApiKeys,
  getApiKeysOutput,
} from "./resource/functions";
export { ApiKeysApi } from "./client/api-keys-api";
export { OtoroshiError } from "./client/otoroshi-error";

export type { ApiKeyLookup } from "./resource/api-key";
export type {
  ApiKeyArgs,
  ApiKeyFieldArgs,
  ApiKeyOutputs,
  AuthorizedEntityArgs,
  DistributedRedisThrottlingStrategyConfigArgs,
  FixedWindowStrategyConfigArgs,
  LegacyThrottlingStrategyConfigArgs,
  LocalTokensBucketStrategyConfigArgs,
  LuaDistributedRedisThrottlingStrategyConfigArgs,
  RestrictionPathArgs,
  RestrictionsArgs,
  RotationArgs,
  ThrottlingStrategyArgs,
  ThrottlingStrategyQuotaArgs,
} from "./resource/api-key-args";
export type {
  ConnectionArgs,
  ConnectionInputs,
  KeyArgs,
  KeyInputs,
  KeyOfServiceArgs,
  KeyOfServiceInputs,
  KeysArgs,
  KeysInputs,
  QuotasResult,
} from "./resource/functions";
export type { Argument, NoScope, ScopeArgs, ScopeId, ScopeInputs } from "./resource/scope-args";
export type {
  ApiKeyEntity,
  ApiKeyResult,
  AuthorizedEntity,
  DistributedRedisThrottlingStrategyConfig,
  FixedWindowStrategyConfig,
  LegacyThrottlingStrategyConfig,
  LocalTokensBucketStrategyConfig,
  LuaDistributedRedisThrottlingStrategyConfig,
  RestrictionPath,
  RestrictionPathEntity,
  Restrictions,
  RestrictionsEntity,
  Rotation,
  RotationEntity,
  ThrottlingStrategy,
  ThrottlingStrategyQuota,
} from "./model/api-key";
export type { ApiKeyBody, CreateOptions } from "./client/api-keys-api";
export type { GroupEntity, ListedKey, Quotas } from "./client/entities";
export type { Connection } from "./client/connection";
export type { ErrorCode, Missing, OtoroshiErrorOptions } from "./client/otoroshi-error";
export type { PatchOperation } from "./model/json-patch";
export type { Notify } from "./client/throttle";
export type { Scope } from "./model/scope";
