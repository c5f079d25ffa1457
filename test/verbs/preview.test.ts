import assert from "node:assert/strict";
import { withFastTime } from "./fast-time";
import { endScenes, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function theirs(otoroshi: Scene["otoroshi"], more: Properties = {}): void {
  const key = {
    clientName: "theirs",
    clientSecret: "their-secret",
    authorizedEntities: ["group_g1"],
    authorizedGroup: "g1",
  };
  otoroshi.keys.set("k", { ...key, ...more });
}

describe("a preview", () => {
  afterEach(endScenes);

  describe("of a new key", () => {
    for (const edition of ["17", "1.5", "1.4"] as const) {
      it(`says on Otoroshi ${edition} what adoption would change, secrets hidden, and sends only reads`, async () => {
        const { otoroshi, stack, writes } = await scene({ edition });
        theirs(otoroshi, { dailyQuota: 7, metadata: { token: "old-token" } });
        const a = {
          groupId: "g1",
          clientId: "k",
          adopt: true,
          dailyQuota: 1000,
          metadata: { token: "new-token" },
          clientSecret: "new-secret",
        };
        const seen = await stack.preview({ a }, { secrets: { a: ["clientSecret", "metadata.token"] } });
        assertDone(seen, { a: "create" });
        assert.match(seen.said, /^a: would adopt api key 'k' of http:\/\/127.0.0.1:\d+: 3 to change$/mu);
        assert.match(seen.said, /^ {2}dailyQuota: 7 -> 1000$/mu);
        assert.match(seen.said, /^ {2}metadata.token: \[secret\] -> \[secret\]$/mu);
        assert.match(seen.said, /^ {2}clientSecret: \[secret\] -> \[secret\]$/mu);
        assert.doesNotMatch(seen.said, /-token|-secret/u);
        assert.deepEqual(writes(), []);
      });
    }

    it("says that nothing would change by an adoption that changes nothing", async () => {
      const { otoroshi, stack } = await scene();
      theirs(otoroshi);
      const seen = await stack.preview({ a: { groupId: "g1", clientId: "k", adopt: true } });
      assert.match(seen.said, /would adopt api key 'k' of .*: nothing to change$/mu);
    });

    it("says nothing of an adoption where there is no key yet", async () => {
      const { stack } = await scene();
      assert.equal((await stack.preview({ a: { groupId: "g1", clientId: "k", adopt: true } })).said, "");
    });

    it("says that its clientId exists, and how to adopt", async () => {
      const { otoroshi, stack } = await scene();
      theirs(otoroshi);
      const seen = await stack.preview({ a: { groupId: "g1", clientId: "k" } });
      assertDone(seen, { a: "create" });
      assert.equal(
        seen.said,
        "a: warning: a key with this clientId exists already, and pulumi up fails unless the same run deletes it first; " +
          "declare adopt: true to adopt it (api key 'k')\n",
      );
    });

    it("says that its scope is not there", async () => {
      const { stack } = await scene();
      const seen = await stack.preview({ a: { groupId: "nope" } });
      assertDone(seen, { a: "create" });
      assert.equal(
        seen.said,
        "a: warning: there is no group 'nope'; pulumi up fails unless the same run creates it (a new api key)\n",
      );
    });

    it("says nothing in a run that is none", async () => {
      const { otoroshi, stack } = await scene();
      theirs(otoroshi);
      const run = await stack.up({ a: { groupId: "g1", clientId: "k" } });
      assert.equal(run.said, "");
    });

    it("is not asked for with driftDetection false, nor of a server that is not known yet", async () => {
      const { otoroshi, stack, requests } = await scene();
      theirs(otoroshi);
      await stack.preview({ a: { groupId: "g1", clientId: "k", connection: UNKNOWN } });
      stack.config = { driftDetection: "false" };
      await stack.preview({ a: { groupId: "g1", clientId: "k" } });
      assert.deepEqual(requests(), []);
    });

    it("looks at what is known", async () => {
      const { otoroshi, stack } = await scene();
      theirs(otoroshi, { dailyQuota: 7 });
      assert.match((await stack.preview({ a: { groupId: UNKNOWN, clientId: "k" } })).said, /exists already/u);
      assert.match(
        (await stack.preview({ a: { groupId: "nope", clientId: UNKNOWN } })).said,
        /no group 'nope'.*a new api key/u,
      );
    });
  });

  describe("of a key that is there", () => {
    it("hides what the program marks as a secret, wherever it stands", async () => {
      const { otoroshi, stack } = await scene();
      const a = {
        groupId: "g1",
        clientId: "k",
        metadata: { token: "ours-1", plain: "p" },
        tags: ["ours-2"],
        description: "ours-3",
      };
      await stack.up({ a });
      const changed = {
        metadata: { token: "theirs-1", plain: "q" },
        tags: ["theirs-2"],
        description: "theirs-3",
      };
      otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...changed } as never);
      const secrets = { a: ["metadata.token", "tags[0]", "description"] };
      const seen = await stack.preview({ a }, { secrets });
      assertDone(seen, { a: "update" });
      assert.doesNotMatch(seen.said, /ours-|theirs-/u);
      for (const name of ["metadata.token", "tags", "description"])
        assert.ok(seen.said.includes(`${name} differs from the declared value`), seen.said);
      assert.match(seen.said, /metadata.plain is "q", declared "p"/u);
      const whole = await stack.preview({ a }, { secrets: { a: ["metadata"] } });
      assert.match(whole.said, /metadata.plain differs from the declared value/u);
    });

    it("shows a long value short, on one line", async () => {
      const { otoroshi, stack } = await scene();
      const a = { groupId: "g1", clientId: "k", description: "y".repeat(500) };
      await stack.up({ a });
      otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), description: "x\n".repeat(300) } as never);
      const { said } = await stack.preview({ a });
      assert.equal(said.split("\n").length, 2);
      assert.ok(said.length < 400, said);
    });

    it("says that a secret which nobody declared was changed, and up hands it on", async () => {
      const { otoroshi, stack, writes } = await scene();
      const program = { a: { groupId: "g1", clientId: "k" } };
      await stack.up(program);
      otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), clientSecret: "changed-by-hand" } as never);
      const seen = await stack.preview(program);
      assertDone(seen, { a: "update" });
      assert.match(
        seen.said,
        /^a: clientSecret was changed on the server; pulumi up updates the resources that use it \(/u,
      );
      writes();
      assertDone(await stack.up(program), { a: "update" });
      assert.deepEqual(writes(), []);
      assert.equal(stack.outputs("a")["clientSecret"], "changed-by-hand");
      assertDone(await stack.preview(program), { a: "same" });
    });

    it("says nothing of a secret that the server rotates by itself", async () => {
      const { otoroshi, stack } = await scene();
      const program = {
        a: { groupId: "g1", clientId: "k", rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 } },
      };
      await stack.up(program);
      otoroshi.rotate("k");
      otoroshi.rotate("k");
      const seen = await stack.preview(program);
      assertDone(seen, { a: "same" });
      assert.equal(seen.said, "");
    });

    for (const [what, live, args] of [
      [
        "a key that was disabled by hand before it expires",
        { enabled: false },
        { validUntil: "2100-01-01T00:00:00Z" },
      ],
      [
        "an expired key that is enabled when it is extended",
        { enabled: false, validUntil: Date.UTC(2001, 0, 1) },
        { validUntil: "2100-01-01T00:00:00Z", enabled: true },
      ],
      [
        "an expired key that stays expired",
        { enabled: false, validUntil: Date.UTC(2001, 0, 1) },
        { validUntil: "2002-01-01T00:00:00Z" },
      ],
    ] as const) {
      it(`says nothing of staying disabled about ${what}`, async () => {
        const { otoroshi, stack } = await scene();
        await stack.up({ a: { groupId: "g1", clientId: "k" } });
        otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...live } as never);
        const seen = await stack.preview({ a: { groupId: "g1", clientId: "k", ...args } });
        assertDone(seen, { a: "update" });
        assert.doesNotMatch(seen.said, /stays disabled/u);
      });
    }

    it("says that an expired key which is extended stays disabled", async () => {
      const { otoroshi, stack } = await scene();
      const at = (validUntil: string, more: Properties = {}): Record<string, Properties> => ({
        a: { groupId: "g1", clientId: "k", validUntil, ...more },
      });
      await stack.up(at("2001-01-01T00:00:00Z"));
      assert.equal(otoroshi.keys.get("k")?.enabled, false);
      const extended = at("2100-01-01T00:00:00Z");
      assert.match(
        (await stack.preview(extended)).said,
        /has expired and stays disabled when it is extended: declare enabled: true/u,
      );
      assert.equal((await stack.up(extended)).said.match(/stays disabled/gu)?.length, 1);
      assertDone(await stack.up(at("2100-01-01T00:00:00Z", { enabled: true })), { a: "update" });
      assert.equal(otoroshi.keys.get("k")?.enabled, true);
    });

    it("asks the server nothing about one that is replaced by a key that is not known", async () => {
      const { stack, requests } = await scene();
      await stack.up({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } });
      requests();
      assertDone(await stack.preview({ a: { groupId: "g1", clientId: UNKNOWN } }), { a: "replace" });
      assertDone(await stack.preview({ a: { groupId: "g1", clientId: "k", connection: UNKNOWN } }), {
        a: "replace",
      });
      assert.deepEqual(
        requests().filter((one) => one.includes("/k")),
        [],
      );
    });

    it("compares with the state alone with driftDetection false", async () => {
      const { otoroshi, stack, requests } = await scene({}, { driftDetection: "false" });
      const program = { a: { groupId: "g1", clientId: "k", dailyQuota: 5 } };
      await stack.up(program);
      otoroshi.keys.delete("k");
      requests();
      assertDone(await stack.preview(program), { a: "same" });
      assertDone(await stack.preview({ a: { ...program.a, dailyQuota: 6 } }), { a: "update" });
      assert.deepEqual(requests(), []);
    });
  });

  describe("that cannot see", () => {
    const keys = (count: number): Record<string, Properties> =>
      Object.fromEntries(
        Array.from({ length: count }, (_, at) => [
          `a${String(at)}`,
          { groupId: "g1", clientId: `k${String(at)}`, dailyQuota: 5 },
        ]),
      );
    const drift = (otoroshi: Scene["otoroshi"], ...ids: string[]): void => {
      for (const id of ids) otoroshi.keys.set(id, { ...otoroshi.keys.get(id), dailyQuota: 500 } as never);
    };

    it("one key, because its answer is slow, compares the others all the same, and says so", async () => {
      const { otoroshi, stack } = await scene({}, { requestTimeout: "0.4" });
      await stack.up(keys(3));
      drift(otoroshi, "k0", "k1", "k2");
      otoroshi.fail({ method: "GET", path: /k0/u, how: { silence: "before" } });
      const seen = await stack.preview(keys(3));
      assertDone(seen, { a0: "same", a1: "update", a2: "update" });
      assert.match(seen.said, /a0: not compared with the server/u);
      assert.match(
        seen.said,
        /warning: .*no answer within 0.4 s.*Drift cannot be detected; compared with the state only\.\n/u,
      );
    });

    it("three keys in a row asks for no more of the server, and says that", async () => {
      const { otoroshi, stack, requests } = await scene({}, { requestTimeout: "0.3" });
      await stack.up(keys(5));
      drift(otoroshi, "k3", "k4");
      requests();
      const silent = otoroshi.fail({ method: "GET", times: Infinity, how: { silence: "before" } });
      const seen = await stack.preview(keys(5));
      assert.equal(silent.hits, 3);
      assert.ok(Object.values(seen.steps).every((step) => step === "same"));
      assert.match(seen.said, /No other key is compared with this server in this run/u);
    });

    it("is an error for each key where comparisons are required", async () => {
      const { otoroshi, stack } = await scene({}, { driftDetection: "required", requestTimeout: "0.3" });
      await stack.up(keys(5));
      otoroshi.fail({ method: "GET", times: Infinity, how: { silence: "before" } });
      const seen = await stack.preview(keys(5));
      assert.equal(Object.keys(seen.errors).length, 5);
      const anew = await stack.preview({ b: { groupId: "g1", clientId: "new" } });
      assert.match(anew.errors["b"] ?? "", /no answer within/u);
    });

    describe("because nobody listens,", () => {
      withFastTime();

      it("goes on after it has said so once", async () => {
        const { otoroshi, stack } = await scene();
        await stack.up(keys(3));
        await otoroshi.stop();
        const seen = await stack.preview(keys(3));
        assert.ok(Object.values(seen.steps).every((step) => step === "same"));
        assert.equal(seen.said.match(/Drift cannot be detected/gu)?.length, 1);
        await otoroshi.start();
      });
    });

    it("because its settings are wrong, fails", async () => {
      const { otoroshi, stack } = await scene();
      await stack.up(keys(1));
      for (const config of [
        { clientSecret: "wrong" },
        { url: otoroshi.url.replace("http:", "https:") },
        { url: "http://nobody.invalid" },
      ]) {
        stack.config = config;
        const seen = await stack.preview(keys(1));
        assert.ok(seen.errors["a0"], JSON.stringify([config, seen]));
      }
      stack.config = { driftDetection: "sometimes" };
      assert.match(
        (await stack.preview(keys(1))).errors["a0"] ?? "",
        /otoroshi:driftDetection must be true, false or required/u,
      );
      stack.config = { url: "ftp://x" };
      const { refused } = await stack.preview(keys(1));
      assert.equal(refused["a0"]?.[0]?.property, "connection");
      assert.match(refused["a0"][0].reason, /otoroshi:url must be http/u);
    });
  });
});
