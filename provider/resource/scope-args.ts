// Made by `npm run reference` from the table in provider/model/fields.ts: change that, not this.

import type * as pulumi from "@pulumi/pulumi";

/** An argument: a value, a promise of one or an output. `null` and `undefined` are as good as none. */
export type Argument<T> = pulumi.Input<T | null | undefined> | null | undefined;

/** The id of a scope. The type of an output may say that it can be nothing, as that of another `ApiKey`'s does. */
export type ScopeId = string | Promise<string> | pulumi.OutputInstance<string | null | undefined>;

/** A scope, exactly one of serviceId, groupId, routeId, apiId. */
export type ScopeArgs =
  | {
      /**
       * The service that is the key's scope. Exactly one of `serviceId`, `groupId`, `routeId` and `apiId` is
       * given.
       */
      readonly serviceId: string;
      readonly groupId?: null | undefined;
      readonly routeId?: null | undefined;
      readonly apiId?: null | undefined;
    }
  | {
      readonly serviceId?: null | undefined;
      /** The group of services that is the key's scope. Another scope moves the key: same id, same secret. */
      readonly groupId: string;
      readonly routeId?: null | undefined;
      readonly apiId?: null | undefined;
    }
  | {
      readonly serviceId?: null | undefined;
      readonly groupId?: null | undefined;
      /** The route that is the key's scope; needs an Otoroshi that has routes. */
      readonly routeId: string;
      readonly apiId?: null | undefined;
    }
  | {
      readonly serviceId?: null | undefined;
      readonly groupId?: null | undefined;
      readonly routeId?: null | undefined;
      /** The API that is the key's scope; needs an Otoroshi of 17 or later. */
      readonly apiId: string;
    };

/** A scope of which the id may be an output. */
export type ScopeInputs =
  | {
      /**
       * The service that is the key's scope. Exactly one of `serviceId`, `groupId`, `routeId` and `apiId` is
       * given.
       */
      readonly serviceId: ScopeId;
      readonly groupId?: null | undefined;
      readonly routeId?: null | undefined;
      readonly apiId?: null | undefined;
    }
  | {
      readonly serviceId?: null | undefined;
      /** The group of services that is the key's scope. Another scope moves the key: same id, same secret. */
      readonly groupId: ScopeId;
      readonly routeId?: null | undefined;
      readonly apiId?: null | undefined;
    }
  | {
      readonly serviceId?: null | undefined;
      readonly groupId?: null | undefined;
      /** The route that is the key's scope; needs an Otoroshi that has routes. */
      readonly routeId: ScopeId;
      readonly apiId?: null | undefined;
    }
  | {
      readonly serviceId?: null | undefined;
      readonly groupId?: null | undefined;
      readonly routeId?: null | undefined;
      /** The API that is the key's scope; needs an Otoroshi of 17 or later. */
      readonly apiId: ScopeId;
    };

/** No scope. */
export interface NoScope {
  readonly serviceId?: null | undefined;
  readonly groupId?: null | undefined;
  readonly routeId?: null | undefined;
  readonly apiId?: null | undefined;
}
