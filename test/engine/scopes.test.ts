import assert from "node:assert/strict";
import { assertEmpty, scene, type Scene } from "./scene";

const key = (args: string): string => `new ApiKey("billing", { clientId: "k", ${args} });`;

describe("on the real engine, the scope and the entities of a key", function () {
  this.timeout(240_000);
  let at: Scene;
  afterEach(() => at.end());

  const entities = (): readonly string[] => at.otoroshi.keys.get("k")?.authorizedEntities ?? [];

  /** Puts a key elsewhere behind the provider's back. */
  function put(...now: string[]): void {
    const key: Record<string, unknown> = { ...structuredClone(at.otoroshi.keys.get("k")) };
    delete key["authorizedGroup"];
    delete key["authorizations"];
    at.otoroshi.keys.set("k", { ...key, authorizedEntities: now });
  }

  it("move in place: group, service, other group, route, with the same id and secret and an empty refresh after each; moved by hand, they are really deleted", async () => {
    at = await scene();
    await at.stack.program(key('groupId: "g1"'));
    await at.stack.up();
    const secret = at.otoroshi.keys.get("k")?.clientSecret;
    for (const [argument, entity] of [
      ['serviceId: "s1"', "service_s1"],
      ['groupId: "g2"', "group_g2"],
      ['routeId: "r1"', "route_r1"],
    ] as const) {
      await at.stack.program(key(argument));
      at.takeRequests();
      await at.stack.up();
      assert.deepEqual(entities(), [entity]);
      assert.equal(at.otoroshi.keys.get("k")?.clientSecret, secret);
      const writes = at.takeRequests().filter((one) => !one.startsWith("GET"));
      assert.equal(writes.length, 1, writes.join());
      assertEmpty(await at.stack.preview("--refresh"));
    }
    assertEmpty(await at.stack.preview());
    put("service_s2");
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("gain and lose members by one patch of all three fields", async () => {
    at = await scene();
    await at.stack.program(key('groupId: "g1", authorizedEntities: ["group_g2", "service_s1"]'));
    await at.stack.up();
    assert.deepEqual(entities(), ["group_g1", "group_g2", "service_s1"]);
    await at.stack.program(key('groupId: "g1", authorizedEntities: ["service_s1", "route_r1"]'));
    at.takeRequests();
    await at.stack.up();
    assert.deepEqual(at.patches(), [
      [
        { op: "replace", path: "/authorizedEntities", value: ["group_g1", "service_s1", "route_r1"] },
        { op: "remove", path: "/authorizations" },
        { op: "remove", path: "/authorizedGroup" },
      ],
    ]);
    assert.deepEqual(entities(), ["group_g1", "service_s1", "route_r1"]);
    assertEmpty(await at.stack.preview("--refresh"));
    await at.stack.program(key('groupId: "g1"'));
    await at.stack.up();
    assert.deepEqual(entities(), ["group_g1"]);
    assertEmpty(await at.stack.preview());
  });

  it("changed by hand to another scope are drift, and taken back", async () => {
    at = await scene();
    await at.stack.program(key('groupId: "g1"'));
    await at.stack.up();
    put("group_g2");
    const preview = await at.stack.preview();
    assert.notEqual(preview.code, 0);
    assert.match(preview.output, /billing: authorizedEntities is \["group_g2"\], declared \["group_g1"\]/);
    await at.stack.up();
    assert.deepEqual(entities(), ["group_g1"]);
    put("group_g2");
    assert.match((await at.stack.refresh()).output, /groupId *: "g1" => "g2"/);
    assert.match((await at.stack.preview()).output, /groupId *: "g2" => "g1"/);
    await at.stack.up();
    assert.deepEqual(entities(), ["group_g1"]);
    assertEmpty(await at.stack.preview());
  });

  it("of which the scope was deleted are drift, kept by refresh, movable, and deleted on destroy", async () => {
    at = await scene({ groups: ["gone", "kept"] });
    await at.stack.program(`${key('groupId: "gone"')} new ApiKey("other", { groupId: "gone" });`);
    await at.stack.up();
    at.otoroshi.groups.delete("gone");
    const preview = await at.stack.preview();
    assert.notEqual(preview.code, 0);
    assert.match(preview.output, /billing: group 'gone' is not on the server any more/);
    await at.stack.refresh();
    assert.equal((await at.stack.keys()).length, 2);
    await at.stack.program(`${key('groupId: "kept"')} new ApiKey("other", { groupId: "kept" });`);
    await at.stack.up();
    assert.deepEqual(entities(), ["group_kept"]);
    assertEmpty(await at.stack.preview());
    at.otoroshi.groups.delete("kept");
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("changed by hand on an old server are found among all keys, taken back, and deleted on destroy", async () => {
    at = await scene({ legacy: true });
    await at.stack.program(key('groupId: "g1"'));
    await at.stack.up();
    const moved = { ...structuredClone(at.otoroshi.keys.get("k")), authorizedGroup: "g2" };
    at.otoroshi.keys.set("k", moved as never);
    const preview = await at.stack.preview();
    assert.notEqual(preview.code, 0);
    assert.match(preview.output, /billing: authorizedEntities is \["group_g2"\], declared \["group_g1"\]/);
    at.takeRequests();
    await at.stack.up();
    assert.ok(at.takeRequests().includes("GET /api/apikeys"));
    assert.equal(
      (at.otoroshi.keys.get("k") as { authorizedGroup?: unknown } | undefined)?.authorizedGroup,
      "g1",
    );
    at.otoroshi.keys.set("k", moved as never);
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 0);
  });
});
