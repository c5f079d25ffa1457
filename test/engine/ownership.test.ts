import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { startOtoroshi, type ApiKey, type LoggedRequest } from "../otoroshi";
import { releaseFile, type Release } from "./record-release";
import { ADMIN_SECRET, assertEmpty, OWN_PROCESS, scene, WITHOUT_CHECKPOINTS, type Scene } from "./scene";
import type { StateResource } from "./stack";

/** What `pulumi stack export` prints. */
interface Exported {
  readonly deployment: { readonly resources: StateResource[] };
}

/** The secrets of the keys that a server has, by their id. */
function secrets({ keys }: { keys: Iterable<ApiKey> }): Record<string, string> {
  return Object.fromEntries([...keys].map((key) => [key.clientId, key.clientSecret]));
}

/** A key that a resource of this name takes over, or makes. */
const key = (name: string, clientId: string, more = "adopt: true", options = ""): string =>
  `new ApiKey("${name}", { groupId: "g1", clientId: "${clientId}", ${more} }${options});\n`;

describe("on the real engine, a key that a run keeps under another name", function () {
  this.timeout(300_000);
  let at: Scene;
  let atFirst: Record<string, string>;

  before(async () => {
    at = await scene();
    for (const id of ["renamed", "moved", "kept"])
      at.otoroshi.keys.set(id, { authorizedEntities: ["group_g1"] });
    await at.stack.program(key("old", "renamed") + key("billing", "moved") + unchanged);
    await at.stack.up();
    atFirst = secrets(at.otoroshi);
  });
  after(() => at.end());

  const unchanged = key("kept", "kept") + key("back", "back", "", ", { deleteBeforeReplace: true }");
  const component = (name: string, clientId: string): string => `
    class Team extends pulumi.ComponentResource {
      constructor() {
        super("test:Team", "team");
        new ApiKey("${name}", { groupId: "g1", clientId: "${clientId}", adopt: true }, { parent: this });
      }
    }
    new Team();`;

  const urnOf = async (clientId: string): Promise<string> => {
    const found = (await at.stack.keys()).find((one) => one.id === clientId);
    assert.ok(found, `no resource of ${clientId}`);
    return found.urn;
  };

  async function assertKept(): Promise<void> {
    assert.deepEqual(secrets(at.otoroshi), atFirst);
    assert.deepEqual((await at.stack.keys()).map((one) => one.id).sort(), [
      "back",
      "kept",
      "moved",
      "renamed",
    ]);
    assertEmpty(await at.stack.preview());
  }

  it("outlives the resource of the old name, renamed or moved into a component, and a line says so", async () => {
    await at.stack.program(key("new", "renamed") + component("billing", "moved") + unchanged);
    const { output } = await at.stack.up();
    assert.match(output, /not deleted: another resource of this run has the same key \(api key 'renamed'\)/);
    assert.match(output, /not deleted: another resource of this run has the same key \(api key 'moved'\)/);
    await assertKept();
  });

  it("outlives it with --refresh", async () => {
    await at.stack.program(key("newer", "renamed") + component("moved", "moved") + unchanged);
    await at.stack.up("--refresh");
    await assertKept();
  });

  it("outlives up --replace, also of a resource that is deleted before, and state taint", async () => {
    await at.stack.must("state", "taint", await urnOf("moved"), "--yes");
    await at.stack.up("--replace", await urnOf("renamed"), "--replace", await urnOf("back"));
    await assertKept();
  });

  it("outlives a run for the new name alone, the run after it, and one that goes on after an error", async () => {
    const old = await urnOf("renamed");
    await at.stack.program(key("newest", "renamed") + component("moved", "moved") + unchanged);
    await at.stack.up("--target", old.replace(/newer$/u, "newest"));
    assert.deepEqual(secrets(at.otoroshi), atFirst);
    assert.equal((await at.stack.keys()).length, 5);
    await at.stack.up();
    assert.deepEqual(secrets(at.otoroshi), atFirst);
    const wrong = 'new ApiKey("wrong", { groupId: "nowhere" });';
    await at.stack.program(key("last", "renamed", "") + component("moved", "moved") + unchanged + wrong);
    const { code, output } = await at.stack.tryUp("--continue-on-error");
    assert.notEqual(code, 0);
    assert.match(output, /'renamed'.*a key with this clientId exists already.*adopt: true/);
    assert.deepEqual(secrets(at.otoroshi), atFirst);
    await at.stack.program(key("last", "renamed") + component("moved", "moved") + unchanged);
    await at.stack.up();
    await assertKept();
  });

  it("is deleted when its last resource goes: by up, by destroy --run-program, and by destroy with refresh", async () => {
    await at.stack.program(key("last", "renamed") + component("moved", "moved"));
    await at.stack.up("--refresh");
    assert.deepEqual(Object.keys(secrets(at.otoroshi)).sort(), ["moved", "renamed"]);
    await at.stack.destroy("--run-program", "--target", await urnOf("moved"));
    assert.deepEqual(Object.keys(secrets(at.otoroshi)), ["renamed"]);
    await at.stack.destroy("--refresh", "--run-program");
    assert.equal(at.otoroshi.keys.size, 0);
  });
});

describe("on the real engine, a key whose connection gets another name", function () {
  this.timeout(300_000);
  let at: Scene;
  before(async () => {
    at = await scene();
    const { port } = at.otoroshi;
    const [clientId, secret] = ["admin-api-apikey-id", ADMIN_SECRET];
    const hosts = { one: "127.0.0.1", two: "127.0.0.1", three: "localhost" };
    const connections = Object.entries(hosts).map(([name, host]) => ({
      [`otoroshi:connections.${name}.url`]: `http://${host}:${String(port)}`,
      [`otoroshi:connections.${name}.clientId`]: clientId,
      [`otoroshi:connections.${name}.clientSecret`]: secret,
    }));
    await at.stack.configure(Object.assign({}, ...connections) as Record<string, string>);
  });
  after(() => at.end());

  /** Two keys for each connection that they move from, with the one that they are at now. */
  const program = (moves: Readonly<Record<string, string>>): string =>
    Object.entries(moves)
      .flatMap(([from, now]) => [
        key(`adopted-${from}`, `adopted-${from}`, `connection: "${now}", adopt: true`),
        key(`plain-${from}`, `plain-${from}`, `connection: "${now}"`),
      ])
      .join("");

  it("is the same key with the same secret, under another URL of one server too, with and without adopt", async () => {
    await at.stack.program(program({ one: "one", two: "two", three: "three" }));
    await at.stack.up();
    const atFirst = secrets(at.otoroshi);
    assert.equal(Object.keys(atFirst).length, 6);
    await at.stack.program(program({ one: "two", two: "three", three: "one" }));
    await at.stack.up();
    assert.deepEqual(secrets(at.otoroshi), atFirst);
    assertEmpty(await at.stack.preview());
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("is not taken where it is somebody else's: nothing is deleted for what will be refused", async () => {
    const other = await startOtoroshi();
    try {
      await at.stack.configure({
        "otoroshi:connections.other.url": other.url,
        "otoroshi:connections.other.clientId": other.clientId,
        "otoroshi:connections.other.clientSecret": other.clientSecret,
      });
      await at.stack.program(key("plain", "plain"));
      await at.stack.up();
      const atFirst = secrets(at.otoroshi);
      const theirs = secrets({ keys: [other.keys.set("plain", { authorizedEntities: ["group_g1"] })] });
      await at.stack.program(key("plain", "plain", 'connection: "other"'));
      const { code, output } = await at.stack.tryUp();
      assert.notEqual(code, 0);
      assert.match(output, /a key with this clientId exists already.*Nothing was deleted/);
      assert.deepEqual([secrets(at.otoroshi), secrets(other)], [atFirst, theirs]);
    } finally {
      await other.close();
    }
  });
});

describe("on the real engine, one clientId", function () {
  this.timeout(300_000);
  let at: Scene;
  beforeEach(async () => {
    at = await scene();
  });
  afterEach(() => at.end());

  it("of two resources is refused, naming both, before anything is sent, also as an output and with adopt", async () => {
    const id = 'pulumi.output("shared").apply((id) => id)';
    const [first, second] = ["first", "second"].map(
      (name) => `new ApiKey("${name}", { groupId: "g1", clientId: ${id}, adopt: true });`,
    );
    for (const program of [
      key("first", "shared") + key("second", "shared"),
      `${String(first)} ${String(second)}`,
    ]) {
      await at.stack.program(program);
      const { code, output } = await at.stack.tryUp();
      assert.notEqual(code, 0, output);
      assert.match(output, /"first".*"second".*declare the (same )?clientId/);
      assert.ok(!at.takeRequests().some((one) => !one.startsWith("GET")));
      assert.equal(at.otoroshi.keys.size, 0);
    }
  });

  it("that two resources of an old state have is the other's when one of the two is removed", async () => {
    await at.stack.program(key("first", "shared"));
    await at.stack.up();
    const state = JSON.parse(await at.stack.stateText()) as Exported;
    const { resources } = state.deployment;
    const first = resources.find((one) => one.id === "shared");
    assert.ok(first);
    first.outputs["managed"] = JSON.stringify(["clientName"]);
    resources.push({ ...structuredClone(first), urn: first.urn.replace(/first$/u, "second") });
    await at.stack.importState(JSON.stringify(state));
    await at.stack.up();
    assert.equal(at.otoroshi.keys.size, 1);
    assert.equal((await at.stack.keys()).length, 1);
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("of somebody else is not taken by a creation whose answer was lost, by up or by destroy", async () => {
    at.otoroshi.keys.set("ours", { clientSecret: "secret-of-theirs", authorizedEntities: ["group_g1"] });
    const faults = [
      at.otoroshi.fail({ method: "POST", times: Infinity, how: { reset: "after" } }),
      at.otoroshi.fail({ method: "GET", path: /\/apikeys/u, times: Infinity, how: { reset: "before" } }),
    ];
    await at.stack.program(key("billing", "ours", ""));
    assert.notEqual((await at.stack.tryUp()).code, 0);
    assert.equal((await at.stack.keys()).length, 1);
    for (const fault of faults) fault.stop();
    const { code, output } = await at.stack.tryUp();
    assert.notEqual(code, 0);
    assert.match(output, /'ours'.*a key with this clientId exists already.*adopt: true/);
    await at.stack.destroy();
    assert.deepEqual(secrets(at.otoroshi), { ours: "secret-of-theirs" });
  });
});

describe("on the real engine, resources of an earlier release", function () {
  this.timeout(300_000);
  let at: Scene;
  beforeEach(async () => {
    at = await scene();
    const release = JSON.parse(readFileSync(releaseFile("0.2.0"), "utf8")) as Release;
    for (const one of release.apiKeys) at.otoroshi.keys.set(String(one["clientId"]), one as never);
    const deployment = JSON.stringify(release.deployment).replaceAll(
      /http:\/\/127\.0\.0\.1:\d+/gu,
      at.otoroshi.url,
    );
    await at.stack.importState(deployment);
    await at.stack.program(release.program);
  });
  afterEach(() => at.end());

  it("lose their keys with destroy --refresh", async () => {
    await at.stack.destroy("--refresh");
    assert.deepEqual(secrets(at.otoroshi), {});
  });

  it("lose them when they are removed or replaced, one by one, in runs that refresh", async () => {
    const few = (await at.stack.keys()).find((one) => one.urn.endsWith("few"));
    assert.ok(few);
    await at.stack.up("--refresh", "--replace", few.urn);
    assert.equal(at.otoroshi.keys.size, 3);
    assert.equal(at.otoroshi.keys.get(few.id), undefined);
    await at.stack.program("");
    await at.stack.up("--refresh");
    assert.deepEqual(secrets(at.otoroshi), {});
  });
});

describe("on the real engine, the key that the provider logs in with", function () {
  this.timeout(300_000);
  let at: Scene;
  const ADMIN = "admin-api-apikey-id";
  const admin = (more: string): string =>
    `new ApiKey("admin", { groupId: "admin-api-group", clientId: "${ADMIN}", adopt: true, ${more} });`;

  before(async () => {
    at = await scene({ adminKeyListed: true });
    at.otoroshi.keys.set("second-admin", {
      clientSecret: "second-admin-secret",
      authorizedEntities: ["group_admin-api-group"],
    });
  });
  after(() => at.end());

  it("is adopted with a warning, and neither disabled, rotated nor deleted", async () => {
    await at.stack.program(admin('description: "managed"'));
    assert.match((await at.stack.run("preview")).output, /warning: the provider logs in with this key/);
    assert.match((await at.stack.up()).output, /warning: the provider logs in with this key/);
    for (const [more, names] of [
      ['enabled: false, secretRotationTriggers: ["2026"]', "clientSecret, enabled"],
      ['clientSecret: "another-admin-secret"', "clientSecret"],
    ] as const) {
      await at.stack.program(admin(more));
      at.takeRequests();
      const { output } = await at.stack.run("preview");
      assert.match(output, /warning: the provider logs in with this key/, more);
      const refused = await at.stack.tryUp();
      assert.notEqual(refused.code, 0);
      assert.match(
        refused.output,
        new RegExp(`logs in with this key.*change its ${names}.*Nothing was sent`),
        more,
      );
      assert.ok(
        at.takeRequests().every((one) => one.startsWith("GET")),
        more,
      );
    }
    const { code, output } = await at.stack.run("destroy", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(output, /logs in with this key.*delete it/);
    assert.equal(at.otoroshi.keys.get(ADMIN)?.clientSecret, ADMIN_SECRET);
  });

  it("is changed and deleted by who logs in with another key", async () => {
    await at.stack.configure({
      "otoroshi:clientId": "second-admin",
      "otoroshi:clientSecret": "second-admin-secret",
    });
    await at.stack.program(admin("enabled: false"));
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get(ADMIN)?.enabled, false);
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.get(ADMIN), undefined);
  });
});

describe("on the real engine, a run that is killed", function () {
  this.timeout(300_000);
  let at: Scene;
  before(async () => {
    // The engine then keeps nothing of a run that does not end: the time between answer and record is held open.
    at = await scene({}, {}, { ...OWN_PROCESS, environment: WITHOUT_CHECKPOINTS });
  });
  after(() => at.end());

  it("is recovered from by the next up, at every stage of a creation with declared id and adopt", async () => {
    let recovered: readonly string[] = [];
    let program = "";
    for (const [stage, made, asks] of [
      ["asked", 0, (one: LoggedRequest) => one.path === "/api/infos"],
      ["made", 1, (one: LoggedRequest) => one.method === "POST"],
      [
        "answered",
        2,
        (one: LoggedRequest) => one.method === "POST" && JSON.stringify(one.body).includes("-last"),
      ],
    ] as const) {
      const [first, last] = [`${stage}-first`, `${stage}-last`];
      program += `{
        const first = new ApiKey("${first}", { groupId: "g1", clientId: "${first}", adopt: true });
        const clientId = first.id.apply(() => "${last}");
        new ApiKey("${last}", { groupId: "g1", clientId, adopt: true });
      }`;
      await at.stack.program(program);
      const hold = at.otoroshi.hold(asks);
      await at.stack.killedAt(hold.arrived, "up", "--yes", "--skip-preview");
      hold.release();
      assert.equal(at.otoroshi.keys.size, recovered.length + made, stage);
      assert.deepEqual((await at.stack.keys()).map((one) => one.id).sort(), recovered);
      const left = secrets(at.otoroshi);
      await at.stack.must("cancel", "--yes");
      await at.stack.up();
      recovered = [...recovered, first, last].sort();
      assert.deepEqual(Object.keys(secrets(at.otoroshi)).sort(), recovered);
      assert.deepEqual({ ...secrets(at.otoroshi), ...left }, secrets(at.otoroshi));
    }
    assertEmpty(await at.stack.preview());
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });
});
