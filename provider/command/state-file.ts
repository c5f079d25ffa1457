import { z } from "zod";
import { baseUrl, type Connection } from "../client/connection";
import { readJson } from "./json-text";

/** What makes a server one server, whatever its connections are called. */
export type Place = Pick<Connection, "url" | "routingHostname">;

/** A key that a state knows. */
export interface KnownKey {
  readonly clientId: string;
  /** The state that manages it; `undefined` for one that only reads it. */
  readonly manager: string | undefined;
  /** The name of its connection; `undefined` is the default one. */
  readonly connection: string | undefined;
  /** Where the default connection led when the state was made; `undefined` when the environment said it. */
  readonly usual: Place | undefined;
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
            external: z.boolean().optional(),
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
  const { deployment } = readJson(text, exported, `${source} is not the output of pulumi stack export`);
  const resources = deployment?.resources ?? [];
  const providers = new Map(resources.map(({ urn, id, inputs }) => [`${urn}::${id ?? ""}`, inputs]));
  return resources
    .filter(({ type }) => type === TYPE)
    .flatMap(({ id, external, provider, inputs, outputs }): KnownKey[] => {
      if (id === undefined || id === "") return [];
      const connection = outputs?.["connection"] ?? inputs?.["connection"];
      return [
        {
          clientId: id,
          manager: external === true ? undefined : source,
          connection: typeof connection === "string" ? connection : undefined,
          usual: placeOf(providers.get(provider ?? "")),
        },
      ];
    });
}

/** Where a provider's configuration leads; `undefined` as well when that is encrypted in the state. */
function placeOf(configuration: Readonly<Record<string, unknown>> | null | undefined): Place | undefined {
  const url = configuration?.["otoroshi:url"];
  const routingHostname = configuration?.["otoroshi:routingHostname"];
  try {
    if (typeof url !== "string") return undefined;
    return { url: baseUrl(url), ...(typeof routingHostname === "string" && { routingHostname }) };
  } catch {
    return undefined;
  }
}
