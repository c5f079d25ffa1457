import * as pulumi from "@pulumi/pulumi";
import { withoutAbsent } from "../model/absent";
import { isMocked } from "./run";

/**
 * Asks Otoroshi or, under `pulumi.runtime.setMocks`, the `call` of the mocks, with a token such as
 * `otoroshi:index:getApiKey`. Properties of the arguments that are `null` or `undefined` are absent.
 */
export async function answered<A extends object, R>(
  name: string,
  args: A,
  ask: (args: A) => Promise<R>,
): Promise<R> {
  const given = withoutAbsent(args);
  if (!isMocked()) return ask(given);
  return (await pulumi.runtime.invoke(`otoroshi:index:${name}`, given)) as R;
}

/** A list as the mocks answer it: the SDK makes an object of a list, under the indices. */
export function asList<T>(answer: T[] | Record<string, T | T[]>): T[] {
  const values = Object.values(answer);
  const [only] = values;
  return values.length === 1 && Array.isArray(only) ? only : (values as T[]);
}
