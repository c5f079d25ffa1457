import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { isAbsent } from "../model/absent";
import { configured } from "./configured";
import { currentRun, isMocked } from "./run";
import type { Argument } from "./scope-args";

/** A resource's word that a clientId of a server is its own. */
interface Claim {
  readonly resource: string;
  readonly server: string;
  readonly clientId: string;
  /** Why it is refused. */
  conflict?: pulumi.RunError;
}

const claims = new WeakMap<object, Claim[]>();

// Taken at once, so that a test which replaces the process's timers cannot hold a program up.
const endOfTurn = setImmediate;

/**
 * Makes sure that no other resource of the run declares a clientId on the same server: the two would
 * overwrite each other's key, and one would delete that of the other.
 *
 * @returns the clientId, as an input that is there once the program's current turn is over, so that nothing
 *   is sent for the first of two resources that are declared together
 * @throws RunError naming both resources when another one has declared it; where the clientId is an output,
 *   the input fails instead
 */
export function claimed(
  resource: string,
  clientId: pulumi.Input<string | null | undefined>,
  connection: Argument<string>,
): pulumi.Output<string | null | undefined> {
  const run = currentRun();
  if (typeof clientId === "string" && (isAbsent(connection) || typeof connection === "string")) {
    const own = claim(run, resource, clientId, serverOf(connection), `the clientId '${clientId}'`);
    if (own.conflict !== undefined) throw own.conflict;
    return pulumi.output(settled(own));
  }
  return pulumi
    .all([clientId, connection])
    .apply(([id, name]) =>
      isAbsent(id)
        ? pulumi.output(id)
        : pulumi.output(settled(claim(run, resource, id, serverOf(name), "the same clientId"))),
    );
}

async function settled(own: Claim): Promise<string> {
  await endOfTurn();
  if (own.conflict !== undefined) throw own.conflict;
  return own.clientId;
}

function claim(run: object, resource: string, clientId: string, server: string, what: string): Claim {
  const own: Claim = { resource, server, clientId };
  const others = claims.get(run) ?? [];
  claims.set(run, [...others, own]);
  const other = others.find((one) => one.clientId === clientId && one.server === server);
  // A unit test makes one resource again and again; the engine refuses two of one name by itself.
  if (other === undefined || (isMocked() && other.resource === resource)) return own;
  other.conflict ??= own.conflict = new pulumi.RunError(
    `ApiKey "${other.resource}" and ApiKey "${resource}" declare ${what} on the same server. A key can ` +
      "belong to only one resource: remove one of the two, or give it another clientId.",
  );
  own.conflict = other.conflict;
  return own;
}

/** What is the same for two connections to one server. */
function serverOf(connection: string | null | undefined): string {
  try {
    const { url, routingHostname } = configured(connection ?? undefined);
    return JSON.stringify([url, routingHostname]);
  } catch {
    return JSON.stringify([connection]);
  }
}
