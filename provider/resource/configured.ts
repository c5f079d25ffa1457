import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../client/connection";
import { Configuration } from "../servers/configuration";

/**
 * How the program's stack configuration reaches a server.
 *
 * @param connection one of `otoroshi:connections`; the default connection when absent
 * @throws OtoroshiError of the code `invalid`, naming the key that is missing or wrong
 */
export function configured(connection: string | undefined): Connection {
  return new Configuration((key) => pulumi.runtime.getConfig(`otoroshi:${key}`)).connection(connection);
}
