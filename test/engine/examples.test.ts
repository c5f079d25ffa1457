import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { named, patches, play, type Play } from "./example-play";
import { ExampleProject } from "./example-project";
import { root } from "./package";

const plays: readonly Play[] = [
  {
    example: "basic",
    does: "makes two keys, and says what was changed by hand",
    async after({ otoroshi, pulumi }) {
      assert.deepEqual([...otoroshi.keys].map((key) => key.clientName).sort(), ["Partner portal", "billing"]);
      const billing = named(otoroshi, "billing");
      otoroshi.keys.set(billing.clientId, { ...billing, dailyQuota: 500 });
      assert.match((await pulumi.preview()).output, /billing: dailyQuota is 500, declared 10000 \(api key '/);
      await pulumi.up();
    },
  },
  {
    example: "service-and-group-keys",
    does: "makes keys of each kind of scope, and moves one with the same id and secret",
    async after({ otoroshi, pulumi }) {
      const opens = [...otoroshi.keys].map((key) => [key.clientName, key.authorizedEntities]);
      assert.deepEqual(Object.fromEntries(opens), {
        mobile: ["service_s1"],
        partner: ["group_g1"],
        reports: ["group_g1", "service_s2"],
      });
      const before = named(otoroshi, "mobile");
      await pulumi.edit("index.ts", 'serviceId: "s1"', 'groupId: "g2"');
      await pulumi.up();
      const { clientId, clientSecret, authorizedEntities } = named(otoroshi, "mobile");
      assert.deepEqual([clientId, clientSecret], [before.clientId, before.clientSecret]);
      assert.deepEqual(authorizedEntities, ["group_g2"]);
    },
  },
  {
    example: "quotas-and-restrictions",
    does: "declares quotas and restrictions, and resets the used quotas once",
    async after({ otoroshi, pulumi }) {
      const { clientId, dailyQuota } = named(otoroshi, "partner");
      assert.equal(dailyQuota, 1_000);
      const { forbidden, allowed } = named(otoroshi, "auditor").restrictions;
      assert.deepEqual([forbidden.length, allowed.length], [1, 2]);
      otoroshi.recordCalls(clientId, 42);
      await pulumi.must("config", "set", "resetQuotas", "2026-03-02");
      assert.match((await pulumi.preview()).output, /partner: quotas will be reset \(api key '/);
      otoroshi.clearRequests();
      await pulumi.up();
      await pulumi.up();
      const resets = otoroshi.requests.filter((one) => one.method === "DELETE").map((one) => one.path);
      assert.deepEqual(resets, [`/api/apikeys/${clientId}/quotas`]);
    },
  },
  {
    example: "expiring-key",
    does: "takes no expiry for drift, and enables the key again when it is extended",
    config: { validUntil: "2020-01-01T00:00:00Z" },
    async after({ otoroshi, pulumi }) {
      assert.equal(named(otoroshi, "contractor").enabled, false);
      assert.equal((await pulumi.preview()).code, 0);
      patches(otoroshi);
      await pulumi.must("config", "set", "validUntil", "2099-06-30T23:59:59Z");
      await pulumi.up();
      assert.equal(named(otoroshi, "contractor").enabled, true);
      assert.equal(patches(otoroshi).length, 1);
      await pulumi.must("config", "set", "validUntil", "2099-07-01T01:59:59+02:00");
      await pulumi.up();
      assert.deepEqual(patches(otoroshi), []);
    },
  },
  {
    example: "zero-downtime-rotation",
    does: "leaves no moment without a good key, and never touches the newest one",
    config: { "generations[0]": "2026-01" },
    async after({ otoroshi, pulumi }) {
      const generations = (): string[] =>
        [...otoroshi.keys].map((key) => key.metadata["generation"] ?? "").sort();
      assert.deepEqual(generations(), ["2026-01"]);
      const before = await pulumi.outputs();

      await pulumi.configure({ "generations[1]": "2026-02" });
      await pulumi.up();
      assert.deepEqual(generations(), ["2026-01", "2026-02"]);
      const now = await pulumi.outputs();
      assert.notDeepEqual(now, before);

      await pulumi.configure({ "generations[0]": "2026-02" });
      await pulumi.must("config", "rm", "--path", "generations[1]");
      await pulumi.up();
      assert.deepEqual(generations(), ["2026-02"]);
      assert.deepEqual(await pulumi.outputs(), now);
    },
  },
  {
    example: "adopt-existing",
    does: "says what taking over changes, changes just that, and keeps secret and name",
    async before({ otoroshi, pulumi }) {
      const key = { clientSecret: "made-by-hand", authorizedEntities: ["group_g1"] };
      otoroshi.keys.set("billing-id", {
        ...key,
        clientName: "billing",
        description: "The billing team's nightly jobs",
        metadata: { owner: "billing", note: "theirs" },
      });
      otoroshi.keys.set("partner-id", { ...key, clientName: "Partner portal", dailyQuota: 7 });
      const { output } = await pulumi.preview();
      assert.match(output, /billing: would adopt api key 'billing-id' of http:\S+: nothing to change/);
      assert.match(
        output,
        /partner: would adopt api key 'partner-id' .*: 1 to change\s+dailyQuota: 7 -> 1000/,
      );
      otoroshi.clearRequests();
    },
    after({ otoroshi }) {
      assert.deepEqual(patches(otoroshi), [[{ op: "replace", path: "/dailyQuota", value: 1000 }]]);
      const { clientSecret } = named(otoroshi, "Partner portal");
      assert.equal(clientSecret, "made-by-hand");
      assert.deepEqual(named(otoroshi, "billing").metadata, { owner: "billing", note: "theirs" });
    },
  },
  {
    example: "several-servers",
    does: "gives one key to two further servers, with one id and one secret",
    config: { partnerSecret: "one-secret-for-both" },
    connections: ["eu", "us"],
    after({ otoroshi, further }) {
      assert.deepEqual(
        [...otoroshi.keys].map((key) => key.clientName),
        ["internal"],
      );
      for (const server of Object.values(further)) {
        const keys = [...server.keys].map((key) => [key.clientId, key.clientSecret]);
        assert.deepEqual(keys, [["partner", "one-secret-for-both"]]);
      }
    },
  },
  {
    example: "keys-from-yaml",
    does: "makes a key of each file, shows a change of one in preview, and refuses a bad one by file and field",
    async after({ otoroshi, pulumi }) {
      assert.deepEqual([...otoroshi.keys].map((key) => key.clientId).sort(), ["billing", "partner"]);
      await pulumi.edit("keys/billing.yaml", "10000", "20000");
      assert.match((await pulumi.preview()).output, /dailyQuota *: 10000 => 20000/);
      await pulumi.edit("keys/billing.yaml", "20000", "2000000");
      const refused = await pulumi.preview();
      assert.notEqual(refused.code, 0);
      assert.match(refused.output, /billing\.yaml: dailyQuota: ask the platform team for more/);
      assert.doesNotMatch(refused.output, /^\s+at /m);
      await pulumi.edit("keys/billing.yaml", "2000000", "20000");
      await writeFile(
        join(pulumi.folder, "keys", "new.yaml"),
        "groupId: g1\ndescription: new\nmetadata: { owner: a }\n",
      );
      await rm(join(pulumi.folder, "keys", "partner.yaml"));
      await pulumi.up();
      assert.deepEqual([...otoroshi.keys].map((key) => key.clientId).sort(), ["billing", "new"]);
    },
  },
];

/** Examples that have tests of their own, and where those are installed that need what the repository does not. */
const tested: Readonly<Record<string, string | undefined>> = {
  "unit-tested-component": undefined,
  "kubernetes-secret": tmpdir(),
};

describe("the examples", function () {
  this.timeout(600_000);

  for (const one of plays) it(`${one.example} ${one.does}`, () => play(one));

  for (const [example, within] of Object.entries(tested)) {
    it(`${example} passes its own tests`, async () => {
      const project = await ExampleProject.copy(example, within);
      try {
        assert.match(await project.command("npm", "test"), /^# fail 0$/mu);
      } finally {
        await project.remove();
      }
    });
  }

  it("are all played here, with a README of half a page each", () => {
    const others = ["README.md", "demo", "pipelines"];
    const folders = readdirSync(join(root, "examples")).filter((name) => !others.includes(name));
    assert.deepEqual(folders, [...plays.map(({ example }) => example), ...Object.keys(tested)].sort());
    for (const folder of folders) {
      const readme = join(root, "examples", folder, "README.md");
      assert.ok(existsSync(readme), readme);
      const lines = readFileSync(readme, "utf8").split("\n").length;
      assert.ok(lines <= 60, `${readme} has ${String(lines)} lines`);
    }
  });
});
