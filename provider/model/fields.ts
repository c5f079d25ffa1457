import { entities, entitiesOf, memberOperations, membersOf } from "./entities";
import { isPast } from "./instant";
import type { Entries, Field, Group, Row } from "./field";
import type { JsonObject } from "./json";
import {
  count,
  flag,
  foldedId,
  foldedSet,
  identifier,
  instant,
  name,
  positive,
  set,
  strategy,
  text,
  type Kind,
} from "./kinds";
import { paths } from "./restrictions";
import type { Situation } from "./situation";

export type { Composed, Entries, Field, Group, Row } from "./field";

function field<T, Live>(kind: Kind<T, Live>, rest: Omit<Field<T, Live>, "kind"> = {}): Field<T, Live> {
  return { kind, ...rest };
}

const quota = field(count, { initial: 10_000_000, locksOut: (desired) => desired === 0 });

/** When the key will stop opening anything, in epoch milliseconds; as it is while that is not known yet. */
function expiry({ live, desired }: Situation): unknown {
  const declared = desired("validUntil");
  if (declared === null) return null;
  const written = declared === undefined ? NaN : instant.write(declared as string);
  return Number.isNaN(written) ? live["validUntil"] : written;
}

/** While the server rotates a key by itself, and shall go on to, a secret other than the desired one is its successor. */
function rotates({ live, desired }: Situation): boolean {
  const rotating = (live["rotation"] as JsonObject | undefined)?.["enabled"] === true;
  return rotating && desired("rotation.enabled") !== false;
}

/** Whether restrictions are, or will be, in force: then any change of them may forbid calls that a run makes. */
function restricts(_desired: unknown, { live, desired }: Situation): boolean {
  const now = (live["restrictions"] as JsonObject | null | undefined)?.["enabled"];
  return (desired("restrictions.enabled") ?? now) === true;
}

/** Whether a strategy grants no calls of a kind. */
function grantsNothing(desired: unknown): boolean {
  const quotas = (desired as { quota?: Record<string, unknown> } | null)?.quota;
  return Object.values(quotas ?? {}).includes(0);
}

/**
 * What an api key is: every field once, with its type, what it goes back to, how it is validated and
 * compared (its kind) and where it is patched. Validation, comparison, JSON Patch, outputs, types and
 * docs/arguments.md derive from it; the defaults are those of a key created on Otoroshi 17 with a name only.
 */
export const fields = {
  /** The key's id, which its consumer sends, and the id of the resource. Unique per server. */
  clientId: field(identifier, { replaces: true, absent: "generated, 16 characters" }),
  /**
   * The key's secret, which its consumer sends with the id. While Otoroshi itself rotates the key (`rotation`), this is
   * only the first secret. The rotation starts from it again when it or `secretRotationTriggers` changes.
   */
  clientSecret: field(name, {
    secret: true,
    absent: "generated, 64 characters",
    locksOut: () => true,
    serversOwn: (_desired, situation) => rotates(situation),
  }),
  /** The display name. It does not have to be unique. */
  clientName: field(name, { absent: "the resource's name" }),
  /** What the key is for. */
  description: field(text, { initial: "" }),
  /** Whether the key is enabled. A key past its `validUntil` reads `false`, which is not drift. */
  enabled: field(flag, {
    initial: true,
    locksOut: (desired) => desired === false,
    // An expired key reads `enabled: false` whatever was written.
    serversOwn: (desired, situation) => desired && isPast(expiry(situation)),
  }),
  /** Whether the key allows only GET, HEAD and OPTIONS calls. */
  readOnly: field(flag, { initial: false, locksOut: (desired) => desired === true }),
  /** Whether the `clientId` alone, without the secret, is enough to use the key. */
  allowClientIdOnly: field(flag, { initial: false }),
  /** Whether the key gives access only to services that require its tags or metadata. */
  constrainedServicesOnly: field(flag, { initial: false, locksOut: (desired) => desired === true }),
  /** Maximum calls per throttling window. */
  throttlingQuota: quota,
  /** Maximum calls per day. */
  dailyQuota: quota,
  /** Maximum calls per month. */
  monthlyQuota: quota,
  /** How calls are throttled: the `id` of one of Otoroshi's strategies, and its settings. */
  throttlingStrategy: field(strategy, { initial: null, locksOut: grantsNothing }),
  /** The calls that the key allows, by HTTP method and path pattern. */
  restrictions: {
    group: {
      /** Whether the restrictions are in force. */
      enabled: field(flag, { initial: false, locksOut: restricts }),
      /** Whether `allowed` is evaluated after `forbidden` and `notFound`. */
      allowLast: field(flag, { initial: true, locksOut: restricts }),
      /** Calls that are allowed. */
      allowed: field(paths, { initial: [], locksOut: restricts }),
      /** Calls answered with 403. */
      forbidden: field(paths, { initial: [], locksOut: restricts }),
      /** Calls answered with 404. */
      notFound: field(paths, { initial: [], locksOut: restricts }),
    },
  },
  /** Otoroshi's own rotation of the secret, which happens while the key is in use. */
  rotation: {
    group: {
      /** Whether Otoroshi itself rotates the secret. */
      enabled: field(flag, { initial: false, locksOut: (desired) => desired === true }),
      /** Hours from one secret to the next. Must be greater than `gracePeriod`. */
      rotationEvery: field(positive, { initial: 744 }),
      /** Hours before a rotation during which both the old and the next secret work. */
      gracePeriod: field(count, { initial: 168 }),
    },
    // Of such a key the server would hand out the next secret at once.
    refusal: ({ rotationEvery, gracePeriod }) =>
      (rotationEvery ?? 744) > (gracePeriod ?? 168)
        ? undefined
        : `rotationEvery${rotationEvery === undefined ? " (744 hours, the default)" : ""} must be greater than ` +
          `gracePeriod${gracePeriod === undefined ? " (168 hours, the default)" : ""}`,
  },
  /** When the key expires. To extend an expired key, declare `enabled: true` as well. */
  validUntil: field(instant, {
    initial: null,
    locksOut: (desired) => typeof desired === "string" && isPast(instant.write(desired)),
    note: (situation) => {
      const { live, desired } = situation;
      const extended = isPast(live["validUntil"]) && !isPast(expiry(situation));
      return extended && live["enabled"] === false && desired("enabled") === undefined
        ? "the key has expired and stays disabled when it is extended: declare enabled: true"
        : undefined;
    },
  }),
  /** Labels. Order and repetition are ignored. */
  tags: field(set, { initial: [] }),
  /** Strings by name. Each declared name is managed separately; names added by others stay. */
  metadata: { entries: text },
  /** What the key gives access to besides its scope. */
  authorizedEntities: field(entities, {
    initial: [],
    absent: "only the scope",
    locksOut: (declared, situation) => {
      const target = membersOf(declared as readonly string[] | undefined, situation);
      return entitiesOf(situation.live).some((one) => !target.includes(one));
    },
    composed: {
      read: entitiesOf,
      target: membersOf,
      operations: memberOperations,
      argument: (output, scope) => output.filter((one) => one !== scope),
    },
  }),
  /** The tenant of the key. */
  tenant: field(foldedId, { path: ["_loc", "tenant"], initial: "default" }),
  /** The teams of the key. */
  teams: field(foldedSet, { path: ["_loc", "teams"], initial: ["default"] }),
} satisfies Record<string, Row>;

/** What an argument of a row holds. */
export type ValueOf<R> =
  R extends Field<infer T, unknown>
    ? T
    : R extends Group<infer G>
      ? { [K in keyof G]?: ValueOf<G[K]> | undefined }
      : R extends Entries<infer T>
        ? Record<string, T>
        : never;

/** The fields of an api key as arguments, all of them optional. */
export type FieldValues = { [K in keyof typeof fields]?: ValueOf<(typeof fields)[K]> | undefined };
