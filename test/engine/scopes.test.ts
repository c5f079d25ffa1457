import assert from "node:assert/strict";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import type { Run } from "./pulumi-cli";
import { assertEmpty, scene, type Scene } from "./scene";

/** What a program declares of each of its keys besides the clientId, by that. */
type Declared = Readonly<Record<string, string>>;

const AT_FIRST: Declared = {
  "to-service": 'groupId: "g1"',
  "to-group": 'serviceId: "s1"',
  "to-route": 'groupId: "g2"',
  members: 'groupId: "g1", authorizedEntities: ["group_g2", "service_s1"]',
  "by-hand": 'groupId: "g1"',
  orphan: 'groupId: "gone"',
  other: 'groupId: "gone"',
  old: 'groupId: "g1", connection: "old"',
};
const MOVED: Declared = {
  ...AT_FIRST,
  "to-service": 'serviceId: "s1"',
  "to-group": 'groupId: "g2"',
  "to-route": 'routeId: "r1"',
  members: 'groupId: "g1", authorizedEntities: ["service_s1", "route_r1"]',
};
const FEWER: Declared = { ...MOVED, members: 'groupId: "g1"' };
const RESCUED: Declared = { ...FEWER, orphan: 'groupId: "kept"', other: 'groupId: "kept"' };

const MOVING = ["to-service", "to-group", "to-route"] as const;

// One stack for all of it, one phase after the other: each phase asserts something of each kind of key.
describe("on the real engine, the scope and the entities of a key", function () {
  this.timeout(300_000);
  let at: Scene;
  let old: EmbeddedOtoroshi;

  before(async () => {
    at = await scene({ groups: ["g1", "g2", "gone", "kept"] });
    old = await startOtoroshi({ legacy: true });
    await at.stack.configure({
      "otoroshi:connections.old.url": old.url,
      "otoroshi:connections.old.clientId": old.clientId,
      "otoroshi:connections.old.clientSecret": old.clientSecret,
    });
    await declare(AT_FIRST);
    await at.stack.up();
  });
  after(async () => {
    await at.end();
    await old.close();
  });

  function declare(keys: Declared): Promise<void> {
    const source = Object.entries(keys).map(
      ([name, args]) => `new ApiKey("${name}", { clientId: "${name}", ${args} });`,
    );
    return at.stack.program(source.join("\n"));
  }

  const entities = (clientId: string): readonly string[] =>
    at.otoroshi.keys.get(clientId)?.authorizedEntities ?? [];

  /** Puts a key elsewhere behind the provider's back. */
  function put(clientId: string, ...now: string[]): void {
    const key: Record<string, unknown> = { ...structuredClone(at.otoroshi.keys.get(clientId)) };
    delete key["authorizedGroup"];
    delete key["authorizations"];
    at.otoroshi.keys.set(clientId, { ...key, authorizedEntities: now });
  }

  /** The group of the key of the old server, which knows no other fields for it. */
  const oldGroup = (): unknown => ({ ...old.keys.get("old") })["authorizedGroup" as never];

  function putOld(group: string): void {
    old.keys.set("old", { ...structuredClone(old.keys.get("old")), authorizedGroup: group } as never);
  }

  describe("that the program changes", () => {
    let secrets: Record<string, unknown>;
    const secretsOf = (): Record<string, unknown> =>
      Object.fromEntries(MOVING.map((id) => [id, at.otoroshi.keys.get(id)?.clientSecret]));

    before(async () => {
      secrets = secretsOf();
      assert.deepEqual(entities("members"), ["group_g1", "group_g2", "service_s1"]);
      await declare(MOVED);
      at.takeRequests();
      await at.stack.up();
    });

    it("move in place: from group to service, service to group and group to route, with the same id and secret", () => {
      assert.deepEqual(MOVING.map(entities), [["service_s1"], ["group_g2"], ["route_r1"]]);
      assert.deepEqual(secretsOf(), secrets);
      const writes = at.otoroshi.requests.filter((one) => one.method !== "GET");
      for (const id of MOVING) {
        const sent = writes.filter((one) => one.path.endsWith(`/${id}`)).map((one) => one.method);
        assert.deepEqual(sent, ["PATCH"], id);
      }
      assert.equal(writes.length, MOVING.length + 1);
    });

    it("gain and lose members by one patch of all three fields", () => {
      const sent = at.otoroshi.requests.filter(
        (one) => one.method === "PATCH" && one.path.endsWith("/members"),
      );
      assert.deepEqual(
        sent.map((one) => one.body),
        [
          [
            { op: "replace", path: "/authorizedEntities", value: ["group_g1", "service_s1", "route_r1"] },
            { op: "remove", path: "/authorizations" },
            { op: "remove", path: "/authorizedGroup" },
          ],
        ],
      );
      assert.deepEqual(entities("members"), ["group_g1", "service_s1", "route_r1"]);
    });

    it("are then as declared, in a preview with and without --refresh", async () => {
      assertEmpty(await at.stack.preview("--refresh"));
      assertEmpty(await at.stack.preview());
    });
  });

  describe("that were changed by hand", () => {
    let preview: Run;
    let requestsToOld: string[];

    before(async () => {
      put("by-hand", "group_g2");
      putOld("g2");
      preview = await at.stack.preview();
      await declare(FEWER);
      old.clearRequests();
      await at.stack.up();
      requestsToOld = old.requests.map((one) => `${one.method} ${one.path}`);
    });

    it("are drift, and taken back", () => {
      assert.notEqual(preview.code, 0);
      assert.match(
        preview.output,
        /by-hand: authorizedEntities is \["group_g2"\], declared \["group_g1"\] \(api key 'by-hand'\)/,
      );
      assert.deepEqual(entities("by-hand"), ["group_g1"]);
    });

    it("are found among all keys on an old server, and taken back", () => {
      assert.match(preview.output, /old: authorizedEntities is \["group_g2"\], declared \["group_g1"\]/);
      assert.ok(requestsToOld.includes("GET /api/apikeys"), requestsToOld.join());
      assert.equal(oldGroup(), "g1");
    });

    it("lose the members that are not declared any more", () => {
      assert.deepEqual(entities("members"), ["group_g1"]);
    });

    it("are then as declared", async () => {
      assertEmpty(await at.stack.preview());
    });
  });

  describe("of which the scope was deleted, or that a refresh takes over", () => {
    let preview: Run;
    let refresh: Run;
    let kept: string[];
    let wayBack: Run;

    before(async () => {
      at.otoroshi.groups.delete("gone");
      put("by-hand", "group_g2");
      preview = await at.stack.preview();
      refresh = await at.stack.refresh();
      kept = (await at.stack.keys()).map((one) => one.id);
      await declare(RESCUED);
      wayBack = await at.stack.preview();
      await at.stack.up();
    });

    it("are drift, kept by refresh, and movable", () => {
      assert.notEqual(preview.code, 0);
      assert.match(preview.output, /orphan: group 'gone' is not on the server any more/);
      assert.deepEqual(kept.sort(), Object.keys(AT_FIRST).sort());
      assert.deepEqual(entities("orphan"), ["group_kept"]);
    });

    it("are taken over by refresh, and go the way back after it", () => {
      assert.match(refresh.output, /groupId *: "g1" => "g2"/);
      assert.match(wayBack.output, /groupId *: "g2" => "g1"/);
      assert.deepEqual(entities("by-hand"), ["group_g1"]);
    });

    it("are then as declared", async () => {
      assertEmpty(await at.stack.preview());
    });
  });

  describe("that are gone", () => {
    it("do not keep a key from being deleted on destroy, wherever it was moved", async () => {
      put("to-route", "service_s2");
      putOld("g2");
      at.otoroshi.groups.delete("kept");
      await at.stack.destroy();
      assert.deepEqual([at.otoroshi.keys.size, old.keys.size], [0, 0]);
    });
  });
});
