/**
 * Otoroshi's admin API for api keys by itself: `pulumi-otoroshi/client`. Nothing here or below loads the
 * Pulumi SDK.
 */
export { ApiKeysApi, type ApiKeyBody, type CreateOptions } from "./api-keys-api";
export type { ApiKeyEntity, GroupEntity, Quotas } from "./answers";
export type { Connection } from "./connection";
export { OtoroshiError, type ErrorCode, type Missing } from "./otoroshi-error";
export type { PatchOperation } from "../model/json-patch";
export type { Notify } from "./throttle";
export type { Scope } from "../model/scope";
