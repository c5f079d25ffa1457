import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../client/connection";
import { nearest } from "../model/nearest";
import { Configuration, settingKeys } from "../servers/configuration";
import { currentRun, isMocked, isRunning } from "./run";

const NAMESPACE = "otoroshi";

/**
 * How the program's stack configuration reaches a server.
 *
 * @param connection one of `otoroshi:connections`; the default connection when absent
 * @throws OtoroshiError of the code `invalid`, naming the key that is missing or wrong
 */
export function configured(connection: string | undefined): Connection {
  return new Configuration((key) => pulumi.runtime.getConfig(`${NAMESPACE}:${key}`)).connection(connection);
}

const looked = new WeakSet<object>();

/**
 * Warns, once in a run, of settings that there are none of: misspelled, they would be passed over. Only the program
 * can tell; the provider is given no names. Of a project that is called as the settings are, they may be its own.
 */
export function warnOfUnknownSettings(): void {
  const run = currentRun();
  if (looked.has(run) || !isRunning() || isMocked() || pulumi.getProject() === NAMESPACE) return;
  looked.add(run);
  const prefix = `${NAMESPACE}:`;
  const settings = settingKeys.map((key) => prefix + key);
  for (const key of Object.keys(pulumi.runtime.allConfig())) {
    if (!key.startsWith(prefix) || settings.includes(key)) continue;
    const meant = nearest(key.slice(prefix.length), settingKeys);
    const advice =
      meant === undefined ? `The settings are ${settings.join(", ")}.` : `Did you mean ${prefix}${meant}?`;
    void pulumi.log.warn(`Unknown setting ${key} is ignored. ${advice}`);
  }
}
