import fc from "fast-check";

/** Texts that people, exporters and attackers leave in names and values. */
const oddTexts = fc.constantFrom(
  ...[
    "",
    " ",
    "42",
    "007",
    "-1",
    "1e3",
    "0x1f",
    "支付",
    "Оплата",
    "مفتاح الدفع",
    "מפתח",
    "\u202eabc\u202c",
    "👩‍👩‍👧",
    "é",
    "e\u0301",
  ],
  ...[
    "class",
    "await",
    "undefined",
    "exports",
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "pulumi",
    "ApiKey",
  ],
  ...[
    "Billing",
    "billing",
    "BILLING",
    "billing ",
    " billing",
    "bill-ing",
    "bill_ing",
    "bill.ing",
    "billing-2",
    "billing2",
  ],
  ...[
    "`${process.exit(9)}`",
    "${a}",
    "`",
    "\\`",
    '"',
    "'",
    "\"'",
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "\t",
    "\u0000",
    "\u2028",
    "\u2029",
    "\ufeff",
  ],
  ...[
    "*/",
    "/*",
    "//",
    "<!--",
    "-->",
    "a".repeat(300),
    "a b ".repeat(60),
    "%2F",
    "a/b",
    "?x=1#y",
    "&amp;",
    "null",
    "true",
  ],
);
const texts = fc.oneof(
  oddTexts,
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 8 }),
);

/** Names of metadata: all but the empty one, which the server drops. */
const entryNames = fc
  .oneof(texts, fc.constantFrom("0", "12", "created_at", "updated_at", "a b", "a.b", "a-b", "~0", "-"))
  .filter((name) => name !== "");

const whole = fc.oneof(
  fc.constantFrom<number | bigint>(0, 1, 9_999_999, 10_000_000, 10_000_001, -3, Number.MAX_SAFE_INTEGER),
  fc.constantFrom<number | bigint>(2n ** 53n, 9_007_199_254_740_993n, 2n ** 63n - 1n, -(2n ** 63n)),
  fc.nat(),
);
const times = fc.oneof(
  fc.constantFrom<number | bigint | null>(
    null,
    0,
    1,
    -1,
    4_102_444_800_000,
    4_102_444_800_001,
    253_402_300_800_000,
  ),
  fc.constantFrom<number | bigint | null>(
    8.64e15,
    8_640_000_000_000_001n,
    9_007_199_254_740_993n,
    2n ** 63n - 1n,
  ),
  fc.integer({ min: 1_000_000_000_000, max: 5_000_000_000_000 }),
);
const paths = fc.array(
  fc.record({
    method: fc.oneof(fc.constantFrom("GET", "*", "POST", "get", "QUERY"), texts),
    path: fc.oneof(fc.constantFrom("/", ".*", "/a/.*", "/ä\\d+"), texts),
    authorized_entity: fc.constantFrom<unknown>(
      null,
      { kind: "route", id: "r1" },
      { kind: "group", id: 'odd "group"\n' },
      { kind: "service", id: "s1" },
      { kind: "api", id: "a1" },
      { kind: "route-composition", id: "c" },
    ),
  }),
  { maxLength: 4 },
);
const quota = fc.record({ window: whole, daily: whole, monthly: whole }, { requiredKeys: [] });
const strategies = fc.oneof(
  fc.constant(null),
  fc.record({ id: fc.constant("LegacyThrottlingStrategyConfig"), quota }),
  fc.record(
    {
      id: fc.constant("FixedWindowStrategyConfig"),
      quota,
      windowDurationMs: whole,
      bucketKey: fc.constantFrom("", "${apikey.id}"),
    },
    { requiredKeys: ["id", "quota"] },
  ),
  fc.record(
    {
      id: fc.constant("LocalTokensBucketStrategyConfig"),
      bucketKey: texts,
      capacity: whole,
      refillRequestIntervalMs: whole,
      refillRequestedTokens: whole,
    },
    { requiredKeys: ["id"] },
  ),
  fc.record({
    id: fc.constantFrom(
      "DistributedRedisThrottlingStrategyConfig",
      "LuaDistributedRedisThrottlingStrategyConfig",
    ),
    quota,
  }),
);

const scopes = [
  ...[
    "group_g1",
    "group_g2",
    "group_gone",
    'group_odd "group"\n',
    "group_a/b c",
    "group_gacme",
    "group_",
    "group_..",
  ],
  ...[
    "service_s1",
    "service_gone",
    "route_r1",
    "route_route_56e2",
    "route-composition_c",
    "api_a1",
    "api_gone",
  ],
];

/** Documents of keys, as hands and other tools leave them on a server. */
export const handMade: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      clientName: texts,
      description: texts,
      enabled: fc.boolean(),
      readOnly: fc.boolean(),
      allowClientIdOnly: fc.boolean(),
      constrainedServicesOnly: fc.boolean(),
      throttlingQuota: whole,
      dailyQuota: whole,
      monthlyQuota: whole,
      throttlingStrategy: strategies,
      restrictions: fc.record({
        enabled: fc.boolean(),
        allowLast: fc.boolean(),
        allowed: paths,
        forbidden: paths,
        notFound: paths,
      }),
      rotation: fc.record({
        enabled: fc.boolean(),
        rotationEvery: fc.oneof(whole, fc.constantFrom(744, 168, 0)),
        gracePeriod: fc.oneof(whole, fc.constantFrom(744, 168)),
        nextSecret: fc.constantFrom(null, "the-next-secret-of-it"),
      }),
      validUntil: times,
      tags: fc.array(texts, { maxLength: 4 }),
      metadata: fc
        .array(fc.tuple(entryNames, texts), { maxLength: 6 })
        .map((entries) => Object.fromEntries(entries)),
      _loc: fc.record({
        tenant: fc.constantFrom("default", "acme", "an other"),
        teams: fc.constantFrom(["default"], [], ["t1", "default"], ["default", "default"], ["支付", "a b"]),
      }),
      entities: fc.uniqueArray(fc.constantFrom(...scopes), { maxLength: 5 }),
      leak: fc.constantFrom("", "", "", "description", "metadata", "tags", "clientName"),
    },
    { requiredKeys: ["entities", "clientName"] },
  )
  .chain(({ entities, leak, ...fields }) =>
    fc.uuid().map((clientSecret) => ({
      ...fields,
      clientSecret,
      authorizedEntities: entities,
      // Of servers of 1.4, which know one group a key.
      authorizedGroup: entities.find((one) => one.startsWith("group_"))?.slice("group_".length) ?? "g1",
      ...(leak === "description" && { description: `the secret is ${clientSecret}` }),
      ...(leak === "clientName" && { clientName: clientSecret }),
      ...(leak === "tags" && { tags: [clientSecret] }),
      ...(leak === "metadata" && { metadata: { basic: `u:${clientSecret}` } }),
    })),
  );
