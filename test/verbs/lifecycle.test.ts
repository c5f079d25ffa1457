import assert from "node:assert/strict";
import type { OtoroshiOptions } from "../otoroshi";
import { endScenes, largeMetadata, scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const editions = ["17", "1.5", "1.4"] as const;

/** What a server of each generation understands. */
const fullOf: Record<(typeof editions)[number], Properties> = {
  "1.4": {
    enabled: true,
    readOnly: true,
    allowClientIdOnly: true,
    constrainedServicesOnly: true,
    throttlingQuota: 5,
    dailyQuota: 1000,
    monthlyQuota: 9007199254740991,
    restrictions: { enabled: true, allowLast: false, allowed: [{ method: "GET", path: "/a" }] },
    rotation: { enabled: false, rotationEvery: 24, gracePeriod: 2 },
    validUntil: "2100-01-01T02:00:00+02:00",
    tags: ["b", "a", "b"],
    metadata: { env: "prod", "a/b~c": "x" },
  },
  "1.5": { description: "all of it", authorizedEntities: ["group_g2"], tenant: "Acme", teams: ["x", "Y"] },
  "17": {
    throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 5 } },
    authorizedEntities: ["group_g2", { routeId: "r1" }],
  },
};

function everyArgument(edition: (typeof editions)[number]): Properties {
  const upTo = editions.slice(editions.indexOf(edition)).reverse();
  return Object.assign({}, ...upTo.map((one) => fullOf[one])) as Properties;
}

describe("the verbs", () => {
  afterEach(endScenes);

  for (const edition of editions) {
    const options: OtoroshiOptions = { edition };
    const scopes = [{ groupId: "g1" }, { serviceId: "s1" }, ...(edition === "17" ? [{ routeId: "r1" }] : [])];

    describe(`on Otoroshi ${edition}`, () => {
      for (const scope of scopes) {
        const name = JSON.stringify(scope);

        it(`make a key of ${name} with every argument, find it unchanged, and release every argument again`, async () => {
          const { otoroshi, stack, writes } = await scene(options);
          const program = { billing: { ...scope, clientId: "k", ...everyArgument(edition) } };
          assertDone(await stack.up(program), { billing: "create" });
          writes();
          assertDone(await stack.preview(program), { billing: "same" });
          assertDone(await stack.refresh(), { billing: "same" });
          assertDone(await stack.preview(program), { billing: "same" });
          const bare = { billing: { ...scope, clientId: "k" } };
          assertDone(await stack.up(bare), { billing: "update" });
          assert.equal(writes().length, 1);
          const released = { ...otoroshi.keys.get("k"), clientSecret: "" };
          otoroshi.keys.clear();
          await stack.up({});
          await stack.up({ billing: { ...scope, clientId: "k", clientName: "billing" } });
          assert.deepEqual(released, { ...otoroshi.keys.get("k"), clientSecret: "" });
        });

        it(`see every argument of ${name} that somebody changed, say it, and put it right`, async () => {
          const { otoroshi, stack, writes } = await scene(options);
          const declared = {
            ...scope,
            clientId: "k",
            clientSecret: "s3cret-declared",
            ...everyArgument(edition),
          };
          const program = { billing: declared };
          await stack.up(program);
          const made = otoroshi.keys.get("k") as unknown as Properties;
          const spoilt: Properties = {
            clientSecret: "s3cret-changed",
            clientName: "other",
            description: "other",
            enabled: false,
            readOnly: false,
            allowClientIdOnly: false,
            constrainedServicesOnly: false,
            throttlingQuota: 6,
            dailyQuota: 7,
            monthlyQuota: 8,
            throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 6 } },
            validUntil: null,
            tags: ["a"],
          };
          for (const [field, value] of Object.entries(spoilt).filter(([field]) => field in made)) {
            if (!(field in declared) && field !== "clientName") continue;
            otoroshi.keys.set("k", { ...made, [field]: value } as never);
            const seen = await stack.preview({ billing: { ...declared, clientName: "billing" } });
            assertDone(seen, { billing: "update" });
            const told =
              field === "clientSecret" ? "clientSecret differs from the declared value" : `${field} is `;
            assert.ok(seen.said.startsWith(`billing: ${told}`), seen.said);
            assert.match(seen.said, /\(api key 'k'\)\n$/u);
          }
          writes();
          assertDone(await stack.up(program), { billing: "update" });
          assert.equal(writes().length, 1);
          assertDone(await stack.preview(program), { billing: "same" });
        });
      }

      it("keep what was never declared, whoever wrote it", async () => {
        const { otoroshi, stack } = await scene(options);
        const program = { billing: { groupId: "g1", clientId: "k", metadata: { ours: "1" } } };
        await stack.up(program);
        const theirs = {
          ...otoroshi.keys.get("k"),
          metadata: { ours: "1", theirs: "x" },
          tags: ["theirs"],
          dailyQuota: 9,
        };
        otoroshi.keys.set("k", theirs as never);
        assertDone(await stack.preview(program), { billing: "same" });
        assertDone(await stack.up({ billing: { groupId: "g1", clientId: "k", metadata: { ours: "2" } } }), {
          billing: "update",
        });
        const { metadata, tags, dailyQuota } = otoroshi.keys.get("k") ?? {};
        assert.deepEqual(
          { metadata, tags, dailyQuota },
          { metadata: { ours: "2", theirs: "x" }, tags: ["theirs"], dailyQuota: 9 },
        );
      });

      it("make a key again that was deleted, with the id and the secret that its consumers know", async () => {
        const { otoroshi, stack } = await scene(options);
        const program = { billing: { groupId: "g1", dailyQuota: 5 } };
        await stack.up(program);
        const { id, outputs } = stack.kept("billing");
        otoroshi.keys.delete(id);
        const seen = await stack.preview(program);
        assertDone(seen, { billing: "update" });
        assert.match(seen.said, /is not on the server any more; pulumi up creates it again/u);
        assertDone(await stack.up(program), { billing: "update" });
        assert.equal(otoroshi.keys.get(id)?.clientSecret, outputs["clientSecret"]);
        assertDone(await stack.preview(program), { billing: "same" });
      });

      it("forget a key in a refresh only when the server says itself that it is gone", async () => {
        const { otoroshi, stack } = await scene(options);
        await stack.up({ billing: { groupId: "g1", clientId: "k" } });
        otoroshi.keys.delete("k");
        const run = await stack.refresh();
        assertDone(run, { billing: "delete" });
        assert.match(run.said, /billing: the key is not on the server any more/u);
      });

      it("delete a key once, and take one that is gone already for deleted", async () => {
        const { otoroshi, stack, writes } = await scene(options);
        await stack.up({ a: { groupId: "g1", clientId: "a" }, b: { serviceId: "s1", clientId: "b" } });
        otoroshi.keys.delete("a");
        writes();
        assertDone(await stack.destroy(), { a: "delete", b: "delete" });
        assert.deepEqual(writes(), ["DELETE /api/services/s1/apikeys/b", "DELETE /api/groups/g1/apikeys/a"]);
        assert.equal(otoroshi.keys.size, 0);
      });

      it("refuse a creation in a scope that is not there, and keep nothing of it", async () => {
        const { otoroshi, stack } = await scene(options);
        const run = await stack.up({ billing: { groupId: "paymnets", clientId: "k" } });
        assert.match(run.errors["billing"] ?? "", /there is no group 'paymnets'/u);
        assert.deepEqual([otoroshi.keys.size, stack.resources.size], [0, 0]);
      });
    });
  }

  it("generate an id of 16 and a secret of 64 characters, and call the key by its resource", async () => {
    const { otoroshi, stack } = await scene();
    assertDone(await stack.up({ billing: { groupId: "g1" } }), { billing: "create" });
    const [key] = otoroshi.keys;
    assert.match(key?.clientId ?? "", /^[a-z0-9]{16}$/u);
    assert.match(key?.clientSecret ?? "", /^[a-z0-9]{64}$/u);
    assert.equal(key?.clientName, "billing");
  });

  it("replace a key for another clientId, the new one first", async () => {
    const { otoroshi, stack, writes } = await scene();
    await stack.up({ billing: { groupId: "g1", clientId: "old" } });
    writes();
    assertDone(await stack.up({ billing: { groupId: "g1", clientId: "new" } }), { billing: "replace" });
    assert.deepEqual(writes(), ["POST /api/groups/g1/apikeys", "DELETE /api/groups/g1/apikeys/old"]);
    assert.deepEqual(
      [...otoroshi.keys].map((key) => key.clientId),
      ["new"],
    );
  });

  it("keep the clientId of a key whose declaration is taken away", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ billing: { groupId: "g1", clientId: "k", clientSecret: "declared-secret" } });
    const program = { billing: { groupId: "g1" } };
    assertDone(await stack.up(program), { billing: "update" });
    assertDone(await stack.preview(program), { billing: "same" });
    assert.equal(otoroshi.keys.get("k")?.clientSecret, "declared-secret");
  });

  it("take -0 for 0", async () => {
    const { otoroshi, stack } = await scene();
    const program = { billing: { groupId: "g1", clientId: "k", dailyQuota: -0 } };
    await stack.up(program);
    assert.equal(otoroshi.keys.get("k")?.dailyQuota, 0);
    assertDone(await stack.preview(program), { billing: "same" });
  });

  it("leave whole numbers of 64 bits alone, and tell them as texts", async () => {
    const { otoroshi, stack } = await scene();
    const program = { billing: { groupId: "g1", clientId: "k", dailyQuota: 5 } };
    await stack.up(program);
    const large = { validUntil: 9007199254740993n, monthlyQuota: 9223372036854775807n };
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...large } as never);
    assertDone(await stack.preview(program), { billing: "same" });
    assertDone(await stack.refresh(), { billing: "update" });
    assert.deepEqual(
      [stack.outputs("billing")["validUntil"], stack.outputs("billing")["monthlyQuota"]],
      ["9007199254740993", "9223372036854775807"],
    );
    assertDone(await stack.up({ billing: { ...program.billing, dailyQuota: 6 } }), { billing: "update" });
    assert.equal(otoroshi.keys.get("k")?.monthlyQuota, 9223372036854775807n);
    assertDone(await stack.up({ billing: { ...program.billing, monthlyQuota: 7 } }), { billing: "update" });
    assert.equal(otoroshi.keys.get("k")?.monthlyQuota, 7);
  });

  it("refresh a declared number that somebody made one of 64 bits, and preview it as drift", async () => {
    const { otoroshi, stack } = await scene();
    const program = {
      billing: { groupId: "g1", clientId: "k", dailyQuota: 5, validUntil: "2100-01-01T00:00:00Z" },
    };
    await stack.up(program);
    const large = { validUntil: 9007199254740993n, dailyQuota: 9223372036854775807n };
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...large } as never);
    assertDone(await stack.refresh(), { billing: "update" });
    assertDone(await stack.preview(program), { billing: "update" });
    assertDone(await stack.up(program), { billing: "update" });
    assert.equal(otoroshi.keys.get("k")?.dailyQuota, 5);
    assertDone(await stack.preview(program), { billing: "same" });
  });

  it("send a patch that is larger than the server takes in parts", async () => {
    const { otoroshi, stack, writes } = await scene();
    await stack.up({ billing: { groupId: "g1", clientId: "k", metadata: largeMetadata("1") } });
    writes();
    const program = {
      billing: { groupId: "g1", clientId: "k", description: "moved too", metadata: largeMetadata("2") },
    };
    const sizes = new Set<number>();
    assertDone(await stack.up(program), { billing: "update" });
    for (const one of otoroshi.requests.filter(({ method }) => method === "PATCH"))
      sizes.add(JSON.stringify(one.body).length);
    assert.ok(sizes.size >= 2 && Math.max(...sizes) <= 102_400, String([...sizes]));
    assert.deepEqual(otoroshi.keys.get("k")?.metadata, largeMetadata("2"));
    assertDone(await stack.preview(program), { billing: "same" });
  });

  it("move a key in the last of several parts", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ billing: { groupId: "g1", clientId: "k", metadata: largeMetadata("1") } });
    const program = { billing: { groupId: "g2", clientId: "k", tags: ["x"], metadata: largeMetadata("2") } };
    assertDone(await stack.up(program), { billing: "update" });
    assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, ["group_g2"]);
    assertDone(await stack.preview(program), { billing: "same" });
  });

  it("keep several keys of a scope apart when they are read from one list", async () => {
    const { otoroshi, stack, requests } = await scene();
    const program = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `key-${String(index)}`,
        { groupId: "g1", clientId: `k${String(index)}`, dailyQuota: index },
      ]),
    );
    await stack.up(program, { parallel: true });
    otoroshi.keys.set("k7", { ...otoroshi.keys.get("k7"), dailyQuota: 70 } as never);
    otoroshi.keys.delete("k9");
    requests();
    const run = await stack.up(program, { parallel: true });
    assert.deepEqual(
      Object.entries(run.steps).filter(([, step]) => step !== "same"),
      [
        ["key-7", "update"],
        ["key-9", "update"],
      ],
    );
    assert.deepEqual([otoroshi.keys.get("k7")?.dailyQuota, otoroshi.keys.get("k9")?.dailyQuota], [7, 9]);
    assert.equal(requests().filter((one) => one === "GET /api/groups/g1/apikeys").length, 1);
    assertDone(
      await stack.preview(program),
      Object.fromEntries(Object.keys(program).map((name) => [name, "same"])),
    );
  });
});
