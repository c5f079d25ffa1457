import { z } from "zod";
import type { Connection } from "../client/connection";
import { isOtoroshiError } from "../client/otoroshi-error";
import { Configuration } from "../servers/configuration";
import { CommandFailure } from "./failure";
import { readJson } from "./json-text";
import { pulumi, stackOptions } from "./pulumi";

/** The server that a command looks at. */
export interface Target {
  readonly connection: Connection;
  /** Who names its URL, in words. */
  readonly namedBy: string;
  /** Its name among the stack's `otoroshi:connections`; `undefined` is the default connection. */
  readonly name: string | undefined;
  /** Another connection of the stack, where its configuration was read and has it. */
  readonly connectionOf: (name: string | undefined) => Connection | undefined;
}

/** How the server is chosen. */
export interface TargetOptions {
  readonly stack?: string | undefined;
  readonly connection?: string | undefined;
}

/** The variables that make a connection, all three of them. */
const VARIABLES = ["OTOROSHI_URL", "OTOROSHI_CLIENT_ID", "OTOROSHI_CLIENT_SECRET"];

/**
 * The server to look at: the environment's, when all of its variables are set and no connection is named,
 * else the one that the provider would use in that stack.
 *
 * @throws OtoroshiError of the code `invalid`, naming what is not configured
 * @throws CommandFailure when Pulumi does not tell the configuration
 */
export async function target({ stack, connection }: TargetOptions): Promise<Target> {
  const complete = VARIABLES.every((name) => (process.env[name] ?? "") !== "");
  if (complete && connection === undefined) {
    const configuration = new Configuration(() => undefined);
    const chosen = configuration.connection();
    return { connection: chosen, namedBy: "OTOROSHI_URL", name: undefined, connectionOf: () => undefined };
  }
  const values = await stackConfiguration(stack);
  const configuration = new Configuration((key) => values.get(`otoroshi:${key}`));
  return {
    connection: configuration.connection(connection),
    namedBy: namedBy(values, { stack, connection }),
    name: connection,
    connectionOf: (name) => configured(configuration, name),
  };
}

/** Who names the server's URL, where Pulumi was asked. */
function namedBy(values: ReadonlyMap<string, unknown>, { stack, connection }: TargetOptions): string {
  if (connection === undefined && values.get("otoroshi:url") === undefined) return "OTOROSHI_URL";
  const asked = stack === undefined ? "the selected stack" : `stack ${stack}`;
  return connection === undefined ? asked : `connection ${connection} of ${asked}`;
}

function configured(configuration: Configuration, name: string | undefined): Connection | undefined {
  try {
    return configuration.connection(name);
  } catch (error) {
    if (isOtoroshiError(error, "invalid")) return undefined;
    throw error;
  }
}

const printed = z.record(z.string(), z.looseObject({ value: z.string().optional() }));

async function stackConfiguration(stack: string | undefined): Promise<Map<string, string | undefined>> {
  let text: string;
  try {
    text = await pulumi("config", "--show-secrets", "--json", ...stackOptions(stack));
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(
      `${error.message}; alternatively, set ${VARIABLES.join(", ")} in the environment`,
    );
  }
  const values = readJson(text, printed, "pulumi config did not print a configuration");
  return new Map(Object.entries(values).map(([key, { value }]) => [key, value]));
}
