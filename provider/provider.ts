import type { CheckResult, ConfigureRequest, ResourceProvider } from "@pulumi/pulumi/dynamic";
import { failuresOf, normalised, type Failure } from "./verbs/check";
import { OtoroshiError } from "./client/otoroshi-error";
import { create as createKey } from "./verbs/create";
import { deleteApiKey } from "./verbs/delete";
import { diff as diffKey } from "./verbs/diff";
import { HalfDone } from "./state/partial-failure";
import { hasUnknown, type Inputs } from "./state/inputs";
import { read as readKey } from "./verbs/read";
import { session } from "./servers/session";
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

/** Refuses bad arguments, naming the property. */
export function check(_olds: object, news: object): Promise<CheckResult> {
  const failures = [...failuresOf(news), ...connectionFailures(news as Inputs)];
  return Promise.resolve(failures.length > 0 ? { inputs: news, failures } : { inputs: normalised(news) });
}

function connectionFailures({ connection }: Inputs): Failure[] {
  if (typeof connection !== "string" || hasUnknown(connection)) return [];
  try {
    session.server(connection);
    return [];
  } catch (error) {
    return [{ property: "connection", reason: (error as Error).message }];
  }
}

// The host's own types, so that the declarations of this module name no other package's.
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
      if (!(error instanceof OtoroshiError || error instanceof HalfDone)) throw error;
      if (error instanceof HalfDone) error.referTo(args.at(-1) as object);
      error.stack = "see the error of the resource";
      error.toString = () => `otoroshi ${verb} failed`;
      throw error;
    }
  };
}
