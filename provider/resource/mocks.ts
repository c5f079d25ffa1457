import * as pulumi from "@pulumi/pulumi";
import { isOtoroshiError, type OtoroshiError } from "../client/otoroshi-error";
import { withoutAbsent } from "../model/absent";
import { advised } from "../servers/advice";
import { isMocked } from "./run";

/**
 * Asks Otoroshi or, under `pulumi.runtime.setMocks`, the `call` of the mocks, with a token such as
 * `otoroshi:index:getApiKey`. Properties of the arguments that are `null` or `undefined` are absent.
 */
export async function answered<A extends { readonly connection?: string | null | undefined }, R>(
  name: string,
  args: A,
  ask: (args: A) => Promise<R>,
): Promise<R> {
  const given = withoutAbsent(args);
  if (isMocked()) return (await pulumi.runtime.invoke(`otoroshi:index:${name}`, given)) as R;
  try {
    return await ask(given);
  } catch (error) {
    throw isOtoroshiError(error) ? endingPlainly(error, given) : error;
  }
}

/**
 * The failure, with which a program that does not handle it ends like one that throws a RunError: with the
 * message and without a stack. The SDK tells a RunError by properties, so that any error can have them.
 */
function endingPlainly(
  error: OtoroshiError,
  { connection }: { readonly connection?: string | null | undefined },
): OtoroshiError {
  const said = error.setting === undefined ? error : advised(error, connection ?? undefined);
  // What fails when the program has run to its end is printed with its stack, whatever it is.
  said.stack = `${said.name}: ${said.message}`;
  return Object.assign(said, new pulumi.RunError());
}

/** A list as the mocks answer it: the SDK makes an object of a list, under the indices. */
export function asList<T>(answer: T[] | Record<string, T | T[]>): T[] {
  const values = Object.values(answer);
  const [only] = values;
  return values.length === 1 && Array.isArray(only) ? only : (values as T[]);
}
