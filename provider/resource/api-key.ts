import * as pulumi from "@pulumi/pulumi";
import { fields } from "../model/fields";
import { isAbsent, withoutAbsent } from "../model/absent";
import { bearerOf } from "../model/bearer";
import { PROGRAM_KEY, settingNames } from "../state/inputs";
import type { ApiKeyArgs, ApiKeyFieldArgs, ApiKeyOutputs } from "./api-key-args";
import { claimed } from "./client-ids";
import { warnOfUnknownSettings } from "./configured";
import { programOf } from "./program";
import { mustServe } from "./project";
import { isMocked } from "./run";
import type { ScopeInputs } from "./scope-args";
import { withoutStackTraces } from "./stack-traces";

/** The scope and the connection of an existing key. */
export type ApiKeyLookup = ScopeInputs & Pick<ApiKeyFieldArgs, "connection">;

/**
 * The provider's code, as the state of every resource names it: the text that the host of dynamic
 * providers runs, in the project's folder. `dynamic.Resource` would make it by serialising the provider
 * object, which yields a reference like this one only when the package is a real copy under node_modules,
 * and otherwise (a workspace, a link) stores all the code of the provider with every key.
 */
const PROVIDER = 'exports.handler = () => require("pulumi-otoroshi/provider");';

/** `declared` can hold a secret that was declared and has been rotated away. */
const SECRETS = ["clientSecret", "declared"];

// The table of fields says which outputs there are; a class cannot be given members in any other way.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type
export interface ApiKey extends ApiKeyOutputs {}

/**
 * An Otoroshi API key. The id of the resource is the key's `clientId`.
 *
 * ```ts
 * const billing = new ApiKey("billing", { groupId: "payments", dailyQuota: 10_000 });
 * export const secret = billing.clientSecret;
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class ApiKey extends pulumi.CustomResource {
  /** The key's id, which is also the id of the resource. Known in every preview except that of a creation. */
  declare readonly clientId: pulumi.Output<string>;

  /**
   * Reads an existing key without managing it.
   *
   * @param name the resource's name
   * @param clientId the key's id
   * @param lookup the key's scope, which is exactly one of `serviceId`, `groupId` and `routeId`, and its connection
   * @param opts options of the resource
   */
  static get(
    name: string,
    clientId: pulumi.Input<pulumi.ID>,
    lookup: ApiKeyLookup,
    opts?: pulumi.CustomResourceOptions,
  ): ApiKey {
    return new ApiKey(name, lookup, { ...opts, id: clientId });
  }

  /**
   * Declares a key.
   *
   * @param name the resource's name, and the new key's `clientName` unless one is declared
   * @param args the key's arguments, with exactly one of `serviceId`, `groupId`, `routeId` and `apiId`. A
   *   property that is `null` or `undefined` is not declared
   * @param opts options of the resource
   * @throws RunError if the option `import` is given, which dynamic providers do not support; if another resource of
   *   the program declares the same `clientId` on the same server; or if the project does not depend on this
   *   package or on the same `@pulumi/pulumi`
   */
  constructor(name: string, args: ApiKeyArgs, opts: pulumi.CustomResourceOptions = {}) {
    if (opts.import !== undefined) {
      // Without inputs the engine gives the host no provider to ask (pulumi/pulumi#3550).
      throw new pulumi.RunError(
        `ApiKey "${name}": the import option is not supported; declare the clientId and adopt: true instead`,
      );
    }
    mustServe(name);
    warnOfUnknownSettings();
    const inputs =
      opts.id === undefined
        ? declared(name, withoutAbsent(args), opts.additionalSecretOutputs)
        : withoutAbsent(args);
    const restored = withoutStackTraces();
    try {
      super(
        "pulumi-nodejs:dynamic/otoroshi:ApiKey",
        name,
        { ...unset, ...inputs, __provider: PROVIDER },
        pulumi.mergeOptions(opts, {
          additionalSecretOutputs: SECRETS,
          ...(opts.id === undefined ? {} : { id: readable(opts.id, inputs) }),
        }),
      );
    } catch (error) {
      restored();
      // What is wrong with the name or the options is thrown here, and is shown with the program's line.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
    restored();
    // The id is known whenever the key exists. What is passed as an output of an argument's name is not, in the
    // preview of an update, and would show every dependant of the clientId as changed.
    this.clientId = this.id;
  }

  /**
   * The key's bearer token, always a secret: `otoapk_`, the `clientId`, `_` and a signature with the
   * `clientSecret`. It is computed in the program and never stored with the key.
   */
  get bearer(): pulumi.Output<string> {
    // Mocks may leave the clientSecret out.
    const token = pulumi
      .all([this.id, this.clientSecret as pulumi.Output<string | undefined>])
      .apply(([id, secret]) => (secret === undefined ? "" : bearerOf(id, secret)));
    return pulumi.secret(token);
  }
}

/** Every argument, so that the SDK makes an output of each. */
const unset = Object.fromEntries([...Object.keys(fields), ...settingNames].map((name) => [name, undefined]));

/**
 * The id of a key that is read. The engine leaves out of a lookup what a preview does not know yet, and would have the
 * key looked for without a scope; one whose id is not known is not looked for.
 */
function readable(id: pulumi.Input<pulumi.ID>, lookup: object): pulumi.Output<pulumi.ID> {
  return pulumi.unsecret(pulumi.all([id, pulumi.output(lookup)]).apply(([known]) => known));
}

/** What is registered of the arguments of a resource that the program manages. */
function declared(name: string, args: ApiKeyArgs, secretOutputs: readonly string[] = []): pulumi.Inputs {
  const { clientId, clientSecret, connection } = args;
  const inputs: pulumi.Inputs = {
    ...args,
    ...(isAbsent(clientId) ? {} : { clientId: claimed(name, clientId, connection) }),
    ...(isAbsent(clientSecret) ? {} : { clientSecret: pulumi.secret(clientSecret) }),
  };
  return isMocked() ? inputs : { ...inputs, [PROGRAM_KEY]: programOf(name, inputs, secretOutputs) };
}
