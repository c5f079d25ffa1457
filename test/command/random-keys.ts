import fc from "fast-check";
import type { ApiKeyEntity } from "../../provider/client/entities";
import { liveKey, opening } from "../unit/key";

/** Texts as people type them, and as only a machine would. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom(
    "",
    "billing",
    "Billing",
    "billing ",
    "42",
    "007",
    "支付",
    "Оплата",
    "class",
    "await",
    "undefined",
    "exports",
    "apiKey",
    'say "hi"',
    "it's",
    `both ' and "`,
    "two\nlines",
    "\u2028\u202e",
    "*/ // `${x}`",
    "__proto__",
    "constructor",
    "back\\slash",
    "a".repeat(300),
    "👩‍👩‍👧 family",
  ),
);

const names = texts.filter((text) => text.trim() !== "");
const ids = names.filter((text) => text !== "." && text !== ".." && !/\p{Cs}/u.test(text));
const flags = fc.boolean();
const counts = fc.oneof(
  fc.constantFrom(0, 1, 10_000_000, Number.MAX_SAFE_INTEGER),
  fc.nat(),
  // The server holds 64 bits.
  fc.constantFrom(2 ** 53, 9_223_372_036_854_775_807n),
);
const times = fc.oneof(
  fc.constantFrom(
    null,
    0,
    4_102_444_800_000,
    253_402_300_800_000,
    8_640_000_000_000_001,
    9_223_372_036_854_775_807n,
  ),
  fc.integer({ min: 0, max: 4e12 }),
);
const restricted = fc.array(
  fc.record({
    method: fc.constantFrom("GET", "*", "POST"),
    path: names,
    authorized_entity: fc.constantFrom(null, { kind: "route", id: "r1" }, { kind: "group", id: "g2" }),
  }),
  { maxLength: 3 },
);
const strategies = fc.constantFrom(
  null,
  { id: "LegacyThrottlingStrategyConfig", quota: { window: 5, daily: 0, monthly: 7 } },
  {
    id: "FixedWindowStrategyConfig",
    quota: { window: 5 },
    windowDurationMs: 10_000,
    bucketKey: "${apikey.id}",
  },
  { id: "LocalTokensBucketStrategyConfig", bucketKey: "x1", capacity: 300, refillRequestedTokens: 50 },
  { id: "SomethingNewer", quota: { window: 5 } },
);

/** Authorized entities of all kinds, some of which no key can be declared in. */
export const entities = fc.constantFrom(
  "group_g1",
  "group_g2",
  "group_gone",
  "service_s1",
  "route_r1",
  "route_route_56e2",
  "route-composition_c1",
  "api_a1",
);

/** Keys as a server answers them. */
export const liveKeys: fc.Arbitrary<ApiKeyEntity> = fc
  .record(
    {
      clientName: names,
      description: texts,
      enabled: flags,
      readOnly: flags,
      allowClientIdOnly: flags,
      constrainedServicesOnly: flags,
      throttlingQuota: counts,
      dailyQuota: counts,
      monthlyQuota: counts,
      throttlingStrategy: strategies,
      restrictions: fc.record({
        enabled: flags,
        allowLast: flags,
        allowed: restricted,
        forbidden: restricted,
        notFound: restricted,
      }),
      rotation: fc.record({
        enabled: flags,
        rotationEvery: counts,
        gracePeriod: counts,
        nextSecret: fc.constantFrom(null, "the-next-secret"),
      }),
      validUntil: times,
      tags: fc.array(texts, { maxLength: 4 }),
      metadata: fc.dictionary(names, texts, { maxKeys: 5 }),
      _loc: fc.record({
        tenant: fc.constantFrom("default", "acme"),
        teams: fc.constantFrom(["default"], [], ["t1", "default"]),
      }),
      entities: fc.uniqueArray(entities, { maxLength: 4 }),
    },
    { requiredKeys: ["entities"] },
  )
  .chain(({ entities: opened, ...fields }) =>
    fc.record({ clientId: ids, clientSecret: fc.uuid() }).map((identity) => {
      const expired = typeof fields.validUntil === "number" && fields.validUntil <= Date.now();
      return liveKey({ ...fields, ...(expired && { enabled: false }), ...identity, ...opening(...opened) });
    }),
  );
