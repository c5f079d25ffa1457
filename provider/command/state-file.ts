import { z } from "zod";
import { baseUrl } from "../client/connection";
import { readJson } from "./json-text";

/** A key that a state knows. */
export interface KnownKey {
  readonly clientId: string;
  /** The name of its connection; `undefined` is the default one. */
  readonly connection: string | undefined;
  /** The URL of the default connection when the state was made; `undefined` when that came from the environment. */
  readonly defaultUrl: string | undefined;
}

/** The type of the resource in a state. */
const TYPE = "pulumi-nodejs:dynamic/otoroshi:ApiKey";

const properties = z.record(z.string(), z.unknown()).nullish();

const exported = z.looseObject({
  deployment: z
    .looseObject({
      resources: z
        .array(
          z.looseObject({
            urn: z.string(),
            type: z.string(),
            id: z.string().optional(),
            provider: z.string().optional(),
            inputs: properties,
            outputs: properties,
          }),
        )
        .nullish(),
    })
    .nullable(),
});

/**
 * The keys that a state knows, its own and those that it only reads.
 *
 * @param text what `pulumi stack export` prints
 * @param source what the text is called in a message
 * @throws CommandFailure when it is something else
 */
export function knownKeys(text: string, source: string): KnownKey[] {
  const { deployment } = readJson(text, exported, `${source} is not what pulumi stack export prints`);
  const resources = deployment?.resources ?? [];
  const urls = new Map(
    resources.map(({ urn, id, inputs }) => [`${urn}::${id ?? ""}`, inputs?.["otoroshi:url"]]),
  );
  return resources
    .filter(({ type }) => type === TYPE)
    .flatMap(({ id, provider, inputs, outputs }): KnownKey[] => {
      if (id === undefined || id === "") return [];
      const connection = outputs?.["connection"] ?? inputs?.["connection"];
      return [
        {
          clientId: id,
          connection: typeof connection === "string" ? connection : undefined,
          defaultUrl: plainUrl(urls.get(provider ?? "")),
        },
      ];
    });
}

/** `undefined` as well for a URL that is encrypted in the state. */
function plainUrl(value: unknown): string | undefined {
  try {
    return typeof value === "string" ? baseUrl(value) : undefined;
  } catch {
    return undefined;
  }
}
