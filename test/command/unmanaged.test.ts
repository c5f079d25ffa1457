import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { environmentOf, fakePulumi, folder, run, type Folder, type Run } from "./run";

interface StateOptions {
  readonly url?: string;
  readonly hostname?: string;
  readonly connection?: string;
}

/** What `pulumi stack export` prints of a stack with these keys. */
function state(clientIds: readonly string[], { url, hostname, connection }: StateOptions = {}): object {
  const provider = "urn:pulumi:s::p::pulumi:providers:pulumi-nodejs::default";
  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "v1:x:y",
  };
  return {
    version: 3,
    deployment: {
      manifest: {},
      resources: [
        { urn: "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s", custom: false, type: "pulumi:pulumi:Stack" },
        {
          urn: provider,
          id: "1",
          type: "pulumi:providers:pulumi-nodejs",
          inputs: {
            ...(url !== undefined && { "otoroshi:url": url }),
            ...(hostname !== undefined && { "otoroshi:routingHostname": hostname }),
            "otoroshi:clientSecret": secret,
          },
        },
        { urn: "urn:pulumi:s::p::random:index:Id::x", id: "by-hand", type: "random:index:Id" },
        ...clientIds.map((id) => ({
          urn: `urn:pulumi:s::p::pulumi-nodejs:dynamic/otoroshi:ApiKey::${id}`,
          custom: true,
          id,
          type: "pulumi-nodejs:dynamic/otoroshi:ApiKey",
          inputs: { groupId: "g1" },
          outputs: { clientId: id, clientSecret: secret, ...(connection !== undefined && { connection }) },
          provider: `${provider}::1`,
        })),
      ],
      pending_operations: [
        {
          resource: { id: "", type: "pulumi-nodejs:dynamic/otoroshi:ApiKey", inputs: { clientId: "killed" } },
        },
      ],
    },
  };
}

/** What is looked at of a state. */
interface Exported {
  readonly deployment: { readonly resources: readonly { readonly id: string; readonly type: string }[] };
}

describe("pulumi-otoroshi unmanaged", function () {
  this.timeout(60_000);
  let otoroshi: EmbeddedOtoroshi;
  let at: Folder;

  beforeEach(async () => {
    otoroshi = await startOtoroshi({ adminKeyListed: true });
    at = await folder();
    otoroshi.keys.set("managed", { authorizedEntities: ["group_g1"] });
    otoroshi.keys.set("by-hand", {
      clientName: "Somebody's\nkey",
      clientSecret: "secret-of-by-hand",
      authorizedEntities: ["group_g1", "service_s1"],
    });
  });
  afterEach(async () => {
    await otoroshi.close();
    await at.remove();
  });

  const unmanaged = (args: readonly string[], input?: object): Promise<Run> =>
    run(["unmanaged", ...args], {
      folder: at.path,
      environment: environmentOf(otoroshi),
      ...(input !== undefined && { input: JSON.stringify(input) }),
    });

  it("lists the live keys that no state knows and exits with 2, without a secret", async () => {
    const { code, out, err } = await unmanaged(["--state", "-"], state(["managed"]));
    assert.deepEqual([code, err], [2, ""]);
    assert.equal(
      out,
      "by-hand  Somebody's\\nkey  group_g1 service_s1\n" + `${otoroshi.url}: 2 api keys, 1 unmanaged\n`,
    );
  });

  it("exits with 0 when states know all of them, however many states there are", async () => {
    await at.write("one.json", JSON.stringify(state(["managed"])));
    const { code, out, err } = await unmanaged(["--state", "one.json", "--state", "-"], state(["by-hand"]));
    assert.deepEqual([code, err], [0, ""]);
    assert.equal(out, `${otoroshi.url}: 2 api keys, 0 unmanaged\n`);
  });

  it("warns of keys that are in several states, and of none that is in one or on another server", async () => {
    const files = { one: ["managed", "mine"], two: ["managed", "by-hand"] };
    for (const [name, ids] of Object.entries(files)) await at.write(name, JSON.stringify(state(ids)));
    await at.write("elsewhere", JSON.stringify(state(["managed", "mine"], { url: "http://elsewhere:1" })));
    const { code, err } = await unmanaged(["--state", "one", "--state", "two", "--state", "elsewhere"]);
    assert.equal(code, 0);
    assert.match(err, /^warning: keys in several states; the stacks undo each other's changes: managed$/mu);
    const reading = JSON.stringify(state(["managed"])).replace(
      '"custom":true',
      '"custom":true,"external":true',
    );
    await at.write("reading", reading);
    for (const other of ["elsewhere", "reading"])
      assert.doesNotMatch((await unmanaged(["--state", "one", "--state", other])).err, /several states/u);
  });

  it("exits with 1 when the server lists what it cannot read, after saying what it could tell", async () => {
    const key = (clientId: string, more = {}): object => ({
      ...{ clientId, clientSecret: "x", clientName: clientId, authorizedEntities: ["group_g1"] },
      ...more,
    });
    const body = [key("managed"), key("odd", { dailyQuota: "many" }), key("by-hand")];
    otoroshi.fail({ method: "GET", path: /^\/api\/apikeys$/u, how: { status: 200, body } });
    const { code, out, err } = await unmanaged(["--state", "-"], state(["managed", "by-hand"]));
    assert.equal(code, 1);
    assert.match(out, /: 2 api keys, 0 unmanaged\n$/u);
    assert.match(err, /skipped 'odd'.*dailyQuota/u);
    assert.match(
      err,
      /^error: 1 of the keys that http\S+ lists could not be read, so unmanaged keys may be missing/mu,
    );
  });

  it("takes several files at once, as a shell's star gives them, in the encodings that shells write", async () => {
    await at.write("one.json", `\ufeff${JSON.stringify(state(["managed"]))}`);
    const two = Buffer.from(`\ufeff${JSON.stringify(state(["by-hand"]))}`, "utf16le");
    await writeFile(join(at.path, "two.json"), two);
    const { code, err } = await unmanaged(["--state", "one.json", "two.json"]);
    assert.deepEqual([code, err], [0, ""]);
  });

  for (const release of ["0.1.0", "0.2.0", "0.3.0"]) {
    it(`knows the keys in a state of ${release}`, async () => {
      const file = join(__dirname, "..", "fixtures", `release-${release}.json`);
      const { deployment } = JSON.parse(await readFile(file, "utf8")) as { deployment: Exported };
      const { resources } = deployment.deployment;
      const ids = resources.flatMap(({ id, type }) => (type.endsWith(":ApiKey") ? [id] : []));
      assert.equal(ids.length, 3);
      for (const id of [...ids, "new"]) otoroshi.keys.set(id, { authorizedEntities: ["group_g3"] });
      const text = JSON.stringify(deployment).replace(/(?<="otoroshi:url":")[^"]+/gu, otoroshi.url);
      await at.write("old.json", text);
      const { out, err } = await unmanaged(["--group", "g3", "--state", "old.json"]);
      assert.deepEqual([out, err], [`new  new  group_g3\n${otoroshi.url}: 4 api keys, 1 unmanaged\n`, ""]);
    });
  }

  it("answers programs with a list in JSON that no key could be used with", async () => {
    const { code, out } = await unmanaged(["--json", "--state", "-"], state(["managed"]));
    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(out), [
      {
        clientId: "by-hand",
        clientName: "Somebody's\nkey",
        description: "",
        enabled: true,
        tags: [],
        authorizedEntities: ["group_g1", "service_s1"],
        tenant: "default",
      },
    ]);
    const none = await unmanaged(["--json", "--state", "-"], state(["managed", "by-hand"]));
    assert.deepEqual([none.code, none.out], [0, "[]\n"]);
  });

  it("shows no secret that people have written into names, descriptions and tags", async () => {
    const clientSecret = "0123456789abcdef";
    otoroshi.keys.set("careless", {
      clientSecret,
      clientName: `old ${clientSecret}`,
      description: clientSecret,
      tags: ["a", clientSecret],
      authorizedEntities: ["group_g3"],
    });
    const { out } = await unmanaged(["--group", "g3", "--state", "-"], state([]));
    assert.match(out, /^careless {2}\[secret\] {2}group_g3\n/u);
    const json = await unmanaged(["--json", "--group", "g3", "--state", "-"], state([]));
    assert.ok(!json.out.includes(clientSecret));
    const [{ description, tags }] = JSON.parse(json.out) as [{ description: string; tags: string[] }];
    assert.deepEqual([description, tags], ["[secret]", ["a", "[secret]"]]);
  });

  it("looks at the scopes that are asked for only", async () => {
    const { code, out } = await unmanaged(["--group", "g2", "--state", "-"], state([]));
    assert.deepEqual([code, out], [0, `${otoroshi.url}: 0 api keys, 0 unmanaged\n`]);
  });

  it("does not count a creation that was never recorded", async () => {
    otoroshi.keys.set("killed", { authorizedEntities: ["group_g1"] });
    const { out } = await unmanaged(["--json", "--state", "-"], state(["managed", "by-hand"]));
    assert.deepEqual(
      (JSON.parse(out) as { clientId: string }[]).map((one) => one.clientId),
      ["killed"],
    );
  });

  it("does not count a key of another server, and says so", async () => {
    const others = [
      { url: "https://other.example.com" },
      { url: otoroshi.url, hostname: "other.example.com" },
      { connection: "eu" },
      { connection: "eu", url: otoroshi.url },
    ];
    for (const elsewhere of others) {
      const { code, err } = await unmanaged(["--state", "-"], state(["managed", "by-hand"], elsewhere));
      assert.equal(code, 2);
      assert.equal(err, `warning: ignored 2 api keys in the states that are not on ${otoroshi.url}\n`);
    }
    const here = await unmanaged(["--state", "-"], state(["managed", "by-hand"], { url: otoroshi.url }));
    assert.deepEqual([here.code, here.err], [0, ""]);
  });

  it("reads the state and the configuration of the selected stack, whose connections can name one server", async () => {
    const {
      OTOROSHI_URL: url = "",
      OTOROSHI_CLIENT_ID: id = "",
      OTOROSHI_CLIENT_SECRET: secret = "",
    } = environmentOf(otoroshi);
    const connections = {
      same: { url, clientId: id, clientSecret: secret },
      other: { url: "http://127.0.0.1:1", clientId: id, clientSecret: secret },
    };
    const configuration = {
      "otoroshi:url": { value: url, secret: false },
      "otoroshi:clientId": { value: id, secret: false },
      "otoroshi:clientSecret": { value: secret, secret: true },
      "otoroshi:connections": { value: JSON.stringify(connections), secret: true },
    };
    const environment = await fakePulumi(at, {
      "config --show-secrets --json": configuration,
      "stack export": state(["managed", "by-hand"], { connection: "same" }),
      "config --show-secrets --json --stack two": configuration,
      "stack export --stack two": state(["managed", "by-hand"], { connection: "other" }),
    });
    const selected = await run(["unmanaged"], { folder: at.path, environment });
    assert.deepEqual([selected.code, selected.err], [0, ""]);
    const two = await run(["unmanaged", "--stack", "two"], { folder: at.path, environment });
    assert.equal(two.code, 2);
    const same = await run(["unmanaged", "--connection", "same"], { folder: at.path, environment });
    assert.equal(same.code, 0);
  });

  it("takes a stack that was never updated for one without keys", async () => {
    const { code } = await unmanaged(["--state", "-"], { version: 3, deployment: { manifest: {} } });
    assert.equal(code, 2);
  });

  it("exits with 1 and one line when it cannot tell", async () => {
    await at.write("not.json", '{"secret": "value"');
    await at.write("other.json", '{"version": 3}');
    const lines = async (args: string[], environment: Record<string, string>): Promise<string> => {
      const { code, out, err } = await run(["unmanaged", ...args], { folder: at.path, environment });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, /^error: [^\n]+\n$/u);
      return err;
    };
    const good = environmentOf(otoroshi);
    assert.match(await lines(["--state", "nope.json"], good), /nope\.json cannot be read \(ENOENT\)/u);
    assert.match(
      await lines(["--state", "not.json"], good),
      /not\.json is not the output of pulumi stack export/u,
    );
    assert.match(await lines(["--state", "other.json"], good), /other\.json is not the output of/u);
    assert.match(
      await lines([], { ...good, ...(await fakePulumi(at, {})) }),
      /pulumi stack export failed: no answer/u,
    );
    const empty = await at.write("state.json", '{"version": 3, "deployment": {}}');
    const unreachable = { ...good, OTOROSHI_URL: "http://127.0.0.1:1" };
    assert.match(await lines(["--state", empty], unreachable), /127\.0\.0\.1:1/u);
  });
});
