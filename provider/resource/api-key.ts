import * as pulumi from "@pulumi/pulumi";
import { fields, type FieldValues } from "../model/fields";
import { settingNames, type Settings } from "../state/inputs";

/** A value of which every part may be an output. */
type InputOf<T> = pulumi.Input<
  T extends readonly (infer E)[] ? InputOf<E>[] : T extends object ? { [K in keyof T]: InputOf<T[K]> } : T
>;

type Arguments<T> = { [K in keyof T]: InputOf<Exclude<T[K], undefined>> | undefined };

/** What an `ApiKey` is declared with. What is declared is managed; what never was is never touched. */
export type ApiKeyArgs = Arguments<FieldValues> & Arguments<Settings>;

/** Fields that a key can be without. */
type Optional = keyof Settings | "throttlingStrategy" | "validUntil";

type Outputs<T> = {
  readonly [K in keyof T]-?: pulumi.Output<K extends Optional ? T[K] : Exclude<T[K], undefined>>;
};

/** What an `ApiKey` is on the server, and the other arguments as they were declared. */
export type ApiKeyOutputs = Outputs<FieldValues> & Outputs<Settings>;

/** The scope, and the connection, that an existing key is read by. */
export type ApiKeyLookup = Pick<ApiKeyArgs, "serviceId" | "groupId" | "routeId" | "connection">;

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
 * An api key of Otoroshi. The resource's id is the key's `clientId`.
 *
 * ```ts
 * const billing = new ApiKey("billing", { groupId: "payments", dailyQuota: 10_000 });
 * export const secret = billing.clientSecret;
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class ApiKey extends pulumi.CustomResource {
  /**
   * Reads an existing key, which stays unmanaged.
   *
   * @param name the resource's name
   * @param clientId the key's id
   * @param lookup the key's scope, exactly one of `serviceId`, `groupId` and `routeId`, and its connection
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
   * @param name the resource's name, and the key's `clientName` unless that is declared
   * @param args what the key is; exactly one of `serviceId`, `groupId` and `routeId` is needed
   * @param opts options of the resource
   * @throws RunError for the option `import`, which no dynamic provider can serve
   */
  constructor(name: string, args: ApiKeyArgs, opts: pulumi.CustomResourceOptions = {}) {
    if (opts.import !== undefined) {
      // Without inputs the engine gives the host no provider to ask (pulumi/pulumi#3550).
      throw new pulumi.RunError(
        `ApiKey "${name}": import cannot work; declare the clientId and adopt: true instead`,
      );
    }
    const unset = Object.fromEntries(
      [...Object.keys(fields), ...settingNames].map((key) => [key, undefined]),
    );
    const declared = opts.id === undefined ? { clientName: name, ...withoutUndefined(args) } : args;
    const { clientSecret } = args;
    super(
      "pulumi-nodejs:dynamic/otoroshi:ApiKey",
      name,
      {
        ...unset,
        ...declared,
        ...(clientSecret === undefined ? {} : { clientSecret: pulumi.secret(clientSecret) }),
        __provider: PROVIDER,
      },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: SECRETS }),
    );
  }
}

function withoutUndefined(args: ApiKeyArgs): Partial<ApiKeyArgs> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}
