import { z } from "zod";
import { baseUrl, DEFAULT_REQUEST_TIMEOUT, isTimeout, type Connection } from "../client/connection";
import { OtoroshiError } from "../client/otoroshi-error";
import { valueAt } from "../model/json";
import { didYouMean } from "../model/nearest";

/** Reads a configuration value by its key without the `otoroshi:` in front; `undefined` when it is not set. */
export type ReadConfig = (key: string) => string | undefined;

const environment: Record<string, string> = {
  url: "OTOROSHI_URL",
  clientId: "OTOROSHI_CLIENT_ID",
  clientSecret: "OTOROSHI_CLIENT_SECRET",
  routingHostname: "OTOROSHI_ROUTING_HOSTNAME",
  tenant: "OTOROSHI_TENANT",
  requestTimeout: "OTOROSHI_REQUEST_TIMEOUT",
  driftDetection: "OTOROSHI_DRIFT_DETECTION",
};

/** The keys of all settings, without the `otoroshi:` in front. */
export const settingKeys: readonly string[] = [...Object.keys(environment), "connections"];

/** How a setting is called, for a message: `otoroshi:url or OTOROSHI_URL`. */
export function settingName(key: string, connection?: string): string {
  // All connections share one timeout.
  if (connection !== undefined && key !== "requestTimeout")
    return `otoroshi:connections.${connection}.${key}`;
  const variable = environment[key];
  return variable === undefined ? `otoroshi:${key}` : `otoroshi:${key} or ${variable}`;
}

/**
 * Whether a plain preview compares with the live keys: always, never, or always with an error for a key that
 * cannot be compared.
 */
export type DriftDetection = "true" | "false" | "required";

const driftDetections: readonly string[] = ["true", "false", "required"] satisfies DriftDetection[];

function isDriftDetection(value: string): value is DriftDetection {
  return driftDetections.includes(value);
}

const furtherConnection = z.strictObject({
  url: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  routingHostname: z.string().optional(),
  tenant: z.string().optional(),
});

const furtherConnections = z.record(z.string(), furtherConnection);

const CONNECTION = "{url, clientId, clientSecret, routingHostname?, tenant?}";

/** The provider's configuration: the stack's first, then the environment's. */
export class Configuration {
  constructor(
    private readonly read: ReadConfig,
    private readonly env: Readonly<Record<string, string | undefined>> = process.env,
  ) {}

  /**
   * Whether a plain preview compares with the live keys; default `true`.
   *
   * @throws OtoroshiError of the code `invalid` for anything but `true`, `false` and `required`
   */
  get driftDetection(): DriftDetection {
    const value = this.value("driftDetection") ?? "true";
    if (!isDriftDetection(value)) throw invalid("driftDetection", "must be true, false or required");
    return value;
  }

  /**
   * How a server is reached.
   *
   * @param name one of `otoroshi:connections`; `undefined` is the default connection
   * @throws OtoroshiError of the code `invalid`, naming the key that is missing or wrong
   */
  connection(name?: string): Connection {
    const requestTimeout = this.requestTimeout();
    if (name === undefined) {
      return {
        url: url("url", this.required("url")),
        clientId: this.required("clientId"),
        clientSecret: this.required("clientSecret"),
        routingHostname: this.value("routingHostname"),
        tenant: this.value("tenant"),
        requestTimeout,
      };
    }
    const connections = this.connections();
    const connection = Object.hasOwn(connections, name) ? connections[name] : undefined;
    if (connection === undefined) {
      const known = Object.keys(this.connections());
      throw invalid(
        "connections",
        `has no '${name}'; ${known.length === 0 ? "it is empty" : `it has ${known.join(", ")}`}`,
      );
    }
    return { ...connection, url: url(`connections.${name}.url`, connection.url), requestTimeout };
  }

  private connections(): z.infer<typeof furtherConnections> {
    const text = this.read("connections");
    if (text === undefined) return {};
    const value = parsed(text);
    const result = furtherConnections.safeParse(value);
    if (result.success) return result.data;
    throw unfit(result.error, value);
  }

  private requestTimeout(): number {
    const value = this.value("requestTimeout");
    if (value === undefined) return DEFAULT_REQUEST_TIMEOUT;
    const seconds = Number(value);
    if (!isTimeout(seconds))
      throw invalid("requestTimeout", "must be a number of seconds above 0 and at most 86400");
    return seconds;
  }

  private required(key: string): string {
    const value = this.value(key);
    if (value !== undefined) return value;
    const secret = key === "clientSecret" ? "--secret " : "";
    throw invalid(
      key,
      `is not set: run pulumi config set ${secret}otoroshi:${key} ..., or set ${environment[key] ?? ""} in the environment`,
    );
  }

  private value(key: string): string | undefined {
    const variable = environment[key];
    const values = [this.read(key), variable === undefined ? undefined : this.env[variable]];
    return values.find((value) => value !== undefined && value !== "");
  }
}

/** What is wrong with `otoroshi:connections`. */
function unfit({ issues }: z.ZodError, connections: unknown): OtoroshiError {
  // A misspelled name is missing under its right one as well.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  const path = issue?.path.map(String) ?? [];
  const place = ["connections", ...path].join(".");
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const meant = didYouMean(key, Object.keys(furtherConnection.shape));
    return invalid(
      `${place}.${key}`,
      `is not a setting of a connection${meant || `, which is ${CONNECTION}`}`,
    );
  }
  if (path.length < 2)
    return invalid(place, `must be an object: ${path[0] === undefined ? "name -> " : ""}${CONNECTION}`);
  if (valueAt(connections, path) !== undefined) return invalid(place, "must be a string");
  const secret = path.at(-1) === "clientSecret" ? "--secret " : "";
  return invalid(place, `is not set: run pulumi config set ${secret}--path otoroshi:${place} ...`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function url(key: string, value: string): string {
  try {
    return baseUrl(value);
  } catch (error) {
    throw invalid(key, (error as Error).message);
  }
}

/** The message names the setting in full: no advice needs to be added to it. */
function invalid(key: string, what: string): OtoroshiError {
  return new OtoroshiError(`The configuration otoroshi:${key} ${what}${what.endsWith("?") ? "" : "."}`, {
    code: "invalid",
    operation: "configure",
  });
}
