import assert from "node:assert/strict";
import { assertEmpty, scene, type Scene } from "./scene";
import { ADMIN_SECRET } from "./template";

describe("on the real engine, a key that changes its name, its connection or its resource", function () {
  this.timeout(300_000);
  let at: Scene;
  before(async () => {
    at = await scene();
    await connect("one", "127.0.0.1");
    await connect("two", "127.0.0.1");
    await connect("three", "localhost");
  });
  after(() => at.end());

  async function connect(name: string, host: string): Promise<void> {
    await at.stack.configure({
      [`otoroshi:connections.${name}.url`]: `http://${host}:${String(at.otoroshi.port)}`,
      [`otoroshi:connections.${name}.clientId`]: at.otoroshi.clientId,
      [`otoroshi:connections.${name}.clientSecret`]: ADMIN_SECRET,
    });
  }

  const secrets = (): Record<string, string> =>
    Object.fromEntries([...at.otoroshi.keys].map((key) => [key.clientId, key.clientSecret]));

  it("keeps its id and its secret under another connection to its server, the id generated or declared", async () => {
    const program = (connection: string): string => `
      new ApiKey("generated", { groupId: "g1", connection: "${connection}" });
      new ApiKey("declared", { groupId: "g1", clientId: "declared", connection: "${connection}" });`;
    await at.stack.program(program("one"));
    await at.stack.up();
    const atFirst = secrets();
    assert.equal(Object.keys(atFirst).length, 2);
    await at.stack.program(program("two"));
    assert.match((await at.stack.preview()).output, /~ 2 to update/u);
    await at.stack.up();
    assert.deepEqual(secrets(), atFirst);
    await at.stack.must("config", "rm", "--path", "otoroshi:connections.one");
    await at.stack.must("config", "rm", "--path", "otoroshi:connections.two");
    await at.stack.program(program("three"));
    const { output } = await at.stack.up();
    assert.match(output, /has a key with the same id and secret/u);
    assert.deepEqual(secrets(), atFirst);
    assertEmpty(await at.stack.preview());
  });

  it("outlives a new name that comes with a new configuration", async () => {
    const program = (name: string): string =>
      `new ApiKey("${name}", { groupId: "g1", clientId: "renamed", adopt: true });`;
    await at.stack.program(program("old"));
    await at.stack.up();
    const atFirst = secrets();
    assert.deepEqual(Object.keys(atFirst), ["renamed"]);
    await at.stack.configure({ "otoroshi:requestTimeout": "20" });
    await at.stack.program(program("new"));
    await at.stack.up();
    assert.deepEqual(secrets(), atFirst);
  });

  it("is its resource's own when it was not taken over in a replacement that deletes first", async () => {
    const program = (quota: number): string =>
      `new ApiKey("new", { groupId: "g1", clientId: "renamed", dailyQuota: ${String(quota)} }, { deleteBeforeReplace: true });`;
    await at.stack.program(program(1));
    await at.stack.up();
    const atFirst = secrets();
    const [resource] = await at.stack.keys();
    const failing = at.otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 500 } });
    await at.stack.program(program(2));
    const { code } = await at.stack.tryUp("--replace", String(resource?.urn));
    assert.notEqual(code, 0);
    failing.stop();
    await at.stack.up();
    assert.deepEqual(secrets(), atFirst);
    assert.equal(at.otoroshi.keys.get("renamed")?.dailyQuota, 2);
    assertEmpty(await at.stack.preview());
  });

  it("is deleted by destroy --run-program also when the program has another name for it", async () => {
    await at.stack.program('new ApiKey("newer", { groupId: "g1", clientId: "renamed", adopt: true });');
    await at.stack.destroy("--run-program");
    assert.deepEqual(secrets(), {});
  });
});
