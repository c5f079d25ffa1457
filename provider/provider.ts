import type { ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { check as checkKey } from "./verbs/check";
import { OtoroshiError } from "./client/otoroshi-error";
import { create as createKey } from "./verbs/create";
import { deleteApiKey } from "./verbs/delete";
import { diff as diffKey } from "./verbs/diff";
import { PartialFailure } from "./state/partial-failure";
import { read as readKey } from "./verbs/read";
import { advised } from "./servers/advice";
import { session } from "./servers/session";
import type { Inputs } from "./state/inputs";
import { update as updateKey } from "./verbs/update";

/**
 * The dynamic provider. This module *is* the provider: states refer to it by its exported name,
 * `pulumi-otoroshi/provider`, for ever, and the host of dynamic providers calls what it exports. The verbs
 * themselves are in the files of their names.
 */

/** Takes the stack's configuration, all at once: the host calls verbs before an awaited one would be done. */
export function configure(request: ConfigureRequest): Promise<void> {
  session.configure((key) => {
    const value: unknown = request.config.get(`otoroshi:${key}`);
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  });
  return Promise.resolve();
}

// The host's own types, so that the declarations of this module name no other package's.
export const check: ResourceProvider["check"] = quiet("check", checkKey);
export const create: ResourceProvider["create"] = quiet("create", createKey);
export const diff: ResourceProvider["diff"] = quiet("diff", diffKey);
export const read: ResourceProvider["read"] = quiet("read", readKey);
export const update: ResourceProvider["update"] = quiet("update", updateKey);
const remove: ResourceProvider["delete"] = quiet("delete", deleteApiKey);
export { remove as delete };

/**
 * The host prints an error of most verbs as `${error}: ${error.stack}` and returns its message besides. For
 * what is no bug of ours, that is one short line; anything else keeps its stack.
 */
function quiet<A extends unknown[], R>(
  verb: string,
  act: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await act(...args);
    } catch (error) {
      if (!(error instanceof OtoroshiError || error instanceof PartialFailure)) throw error;
      const properties = args.at(-1) as Partial<Inputs>;
      if (error instanceof PartialFailure) error.referTo(properties);
      const said = error instanceof OtoroshiError ? advised(error, properties.connection) : error;
      said.stack = "see the error of the resource";
      said.toString = () => `otoroshi ${verb} failed`;
      throw said;
    }
  };
}
