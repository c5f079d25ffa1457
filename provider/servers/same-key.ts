import type { ApiKeyEntity } from "../client/entities";
import type { ApiKeysApi } from "../client/api-keys-api";
import { OtoroshiError } from "../client/otoroshi-error";
import { describeSubject } from "../client/subject";

/**
 * The key of an answer, once it is the one that was asked for. A cache or a proxy on the way may answer with another
 * one, which would then be taken for this key, and written to.
 *
 * @param operation what was asked, such as `patch_api_key`
 * @throws OtoroshiError of the code `unexpected` for another key
 */
export async function sameKey(
  api: Pick<ApiKeysApi, "url">,
  clientId: string,
  operation: string,
  answer: Promise<ApiKeyEntity>,
): Promise<ApiKeyEntity> {
  const live = await answer;
  if (live.clientId === clientId) return live;
  throw new OtoroshiError(
    `${describeSubject({ url: api.url, clientId, operation })}: the response is about another key (${operation}). Check that ` +
      "the url leads to Otoroshi's admin API, and check any caches and proxies in between.",
    { code: "unexpected", operation, setting: "url", uncertain: operation !== "api_key" },
  );
}
