/**
 * Otoroshi's admin API for api keys by itself: `pulumi-otoroshi/client`. Nothing here or below loads the
 * Pulumi SDK.
 */
export { ApiKeysApi } from "./api-keys-api";
export { OtoroshiError } from "./otoroshi-error";

export type { ApiKeyBody, CreateOptions } from "./api-keys-api";
export type { Connection } from "./connection";
export type { ApiKeyEntity, GroupEntity, ListedKey, Quotas } from "./entities";
export type { ErrorCode, Missing, OtoroshiErrorOptions } from "./otoroshi-error";
export type { Notify } from "./throttle";
export type { RestrictionPathEntity, RestrictionsEntity, RotationEntity } from "../model/api-key";
export type { PatchOperation } from "../model/json-patch";
export type { Scope } from "../model/scope";
