import fc from "fast-check";
import type { JsonObject } from "../../provider/model/json";

/** Names that are harmless nowhere but in metadata. */
const names = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "0",
    "12",
    "a/b",
    "~",
    "~1",
    "-",
    " ",
    "é",
    "💩",
    "\u0000",
  ),
  fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
);

/** Well-formed: the server's JSON holds no half of a pair. */
const texts = fc.string({ maxLength: 20, unit: "grapheme" });
const visible = texts.filter((text) => text.trim() !== "");

const metadata = fc
  .array(fc.tuple(names, texts), { maxLength: 5 })
  // Not an assignment: a name may be __proto__.
  .map((entries) => Object.fromEntries(entries));

const amount = fc.oneof(fc.nat(), fc.constantFrom(0, -0, 1, Number.MAX_SAFE_INTEGER));
const tags = fc.array(texts, { maxLength: 4 });
const method = fc.constantFrom("GET", "POST", "*");
const paths = fc.array(fc.record({ method, path: visible }), { maxLength: 3 });
const entity = fc.constantFrom(
  "group_g2",
  "group_g3",
  "service_s1",
  "route_r1",
  "route-composition_c",
  "api_a1",
  "group_a/b",
);
const date = fc.constantFrom(
  "2001-01-01T00:00:00Z",
  "2100-01-01T00:00:00Z",
  "2100-01-01T02:00:00+02:00",
  "2030-06-01T00:00:00.123Z",
);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

/** The arguments of a key, any of them missing. */
export const declaredKey = fc.record(
  {
    clientSecret: visible,
    clientName: visible,
    description: texts,
    enabled: fc.boolean(),
    readOnly: fc.boolean(),
    allowClientIdOnly: fc.boolean(),
    constrainedServicesOnly: fc.boolean(),
    throttlingQuota: amount,
    dailyQuota: amount,
    monthlyQuota: amount,
    throttlingStrategy: fc.constantFrom(
      { id: "FixedWindowStrategyConfig", quota: { window: 5 } },
      { id: "FixedWindowStrategyConfig", quota: { window: 5, daily: 1 }, windowDurationMs: 1000 },
      { id: "LegacyThrottlingStrategyConfig", quota: {} },
    ),
    restrictions: fc.record(
      { enabled: fc.boolean(), allowLast: fc.boolean(), allowed: paths, forbidden: paths, notFound: paths },
      { requiredKeys: [] },
    ),
    rotation: fc.record(
      {
        enabled: fc.boolean(),
        rotationEvery: fc.integer({ min: 200, max: 900 }),
        gracePeriod: fc.integer({ min: 0, max: 190 }),
      },
      { requiredKeys: [] },
    ),
    validUntil: date,
    tags,
    metadata,
    authorizedEntities: fc.array(entity, { maxLength: 4 }),
    tenant: fc.constantFrom("default", "Acme", " other "),
    teams: fc.array(fc.constantFrom("a", "B", " c "), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const opened = fc.uniqueArray(fc.oneof(fc.constant("group_g1"), entity), { minLength: 1, maxLength: 4 });

/** The document of a key as Otoroshi 17 answers it. */
export const liveDocument: fc.Arbitrary<JsonObject> = fc
  .record({
    secret: visible,
    name: visible,
    description: texts,
    flags: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    quotas: fc.tuple(amount, amount, amount),
    lists: fc.tuple(paths, paths, paths),
    rotation: fc.record({
      enabled: fc.boolean(),
      rotationEvery: fc.integer({ min: 200, max: 900 }),
      gracePeriod: fc.nat({ max: 190 }),
      nextSecret: fc.constantFrom(null, "next"),
    }),
    validUntil: optional(date),
    tags,
    metadata,
    opened,
    strategy: fc.constantFrom(null, {
      id: "FixedWindowStrategyConfig",
      quota: { window: 5, daily: 10, monthly: 10 },
      windowDurationMs: 10000,
      bucketKey: null,
    }),
    teams: fc.array(fc.constantFrom("a", "b", "default"), { maxLength: 2 }),
  })
  .map(({ flags, quotas, lists, opened: entities, ...one }) => {
    const validUntil = one.validUntil === undefined ? null : Date.parse(one.validUntil);
    const items = lists.map((list) => list.map((item) => ({ ...item, authorized_entity: null })));
    return structuredClone({
      _loc: { tenant: "default", teams: one.teams },
      clientId: "random",
      clientSecret: one.secret,
      clientName: one.name,
      description: one.description,
      authorizedGroup: entities.find((entity) => entity.startsWith("group_"))?.slice(6) ?? null,
      authorizedEntities: entities,
      authorizations: entities.map((entity) => {
        const at = entity.indexOf("_");
        return { kind: entity.slice(0, at), id: entity.slice(at + 1) };
      }),
      enabled: flags[0] && !(validUntil !== null && validUntil < Date.now()),
      readOnly: flags[1],
      allowClientIdOnly: flags[2],
      throttlingStrategy: one.strategy,
      throttlingQuota: quotas[0] + 0,
      dailyQuota: quotas[1] + 0,
      monthlyQuota: quotas[2] + 0,
      constrainedServicesOnly: flags[3],
      restrictions: {
        enabled: flags[1],
        allowLast: flags[2],
        allowed: items[0],
        forbidden: items[1],
        notFound: items[2],
      },
      rotation: one.rotation,
      validUntil,
      tags: one.tags,
      metadata: one.metadata,
    }) as unknown as JsonObject;
  });
