import assert from "node:assert/strict";
import type { ResourceProvider } from "@pulumi/pulumi/dynamic";
import * as exported from "../../provider/provider";
import { endScenes, foreign, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const provider = exported as unknown as Required<ResourceProvider<Properties, Properties>>;

/** The scope that a resource's arguments name. */
function scopeIn({ stack }: Scene): unknown[] {
  const { serviceId, groupId, routeId } = stack.kept("a").inputs;
  return [serviceId, groupId, routeId];
}

function byHand({ otoroshi }: Scene, changes: Properties): void {
  otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...changes } as never);
}

/** What somebody makes a key open. */
function opens(...entities: string[]): Properties {
  return { authorizedEntities: entities, authorizations: [], authorizedGroup: null };
}

describe("a refresh of a key", () => {
  afterEach(endScenes);

  it("keeps the arguments of what the server has changed by itself, when something else has drifted", async () => {
    const at = await scene();
    const rotation = { enabled: true, rotationEvery: 24, gracePeriod: 2 };
    const a = {
      ...{ groupId: "g1", clientId: "k", clientSecret: "declared-secret", enabled: true, rotation },
    };
    const program = { a: { ...a, dailyQuota: 5, validUntil: "2001-01-01T02:00:00+02:00" } };
    await at.stack.up(program);
    at.otoroshi.rotate("k");
    at.otoroshi.rotate("k");
    byHand(at, { dailyQuota: 7 });
    assertDone(await at.stack.refresh(), { a: "update" });
    const { clientSecret, enabled, validUntil, dailyQuota } = at.stack.kept("a").inputs;
    assert.deepEqual(
      [clientSecret, enabled, validUntil, dailyQuota],
      ["declared-secret", true, "2001-01-01T02:00:00+02:00", 7],
    );
    assert.notEqual(at.otoroshi.keys.get("k")?.clientSecret, "declared-secret");
  });

  it("that was made otherwise than asked tells what it lacks", async () => {
    const at = await scene({ edition: "1.4" });
    const throttlingStrategy = { id: "FixedWindowStrategyConfig", quota: {} };
    const run = await at.stack.up({
      a: { groupId: "g1", clientId: "k", dailyQuota: 5, throttlingStrategy },
    });
    assert.match(run.errors["a"] ?? "", /did not store throttlingStrategy as declared/u);
    assertDone(await at.stack.refresh(), { a: "update" });
    const { inputs } = at.stack.kept("a");
    assert.deepEqual([inputs["dailyQuota"], inputs["throttlingStrategy"]], [5, undefined]);
  });

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`that somebody moved from one group of Otoroshi ${edition} to another one tells the other`, async () => {
      const at = await scene({ edition });
      await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
      byHand(at, edition === "1.4" ? { authorizedGroup: "g2" } : opens("group_g2"));
      assertDone(await at.stack.refresh(), { a: "update" });
      assert.deepEqual(scopeIn(at), [undefined, "g2", undefined]);
    });
  }

  it("that somebody moved from a service to a group tells the group", async () => {
    const at = await scene();
    await at.stack.up({ a: { serviceId: "s1", clientId: "k" } });
    byHand(at, opens("group_g2"));
    assertDone(await at.stack.refresh(), { a: "update" });
    assert.deepEqual(scopeIn(at), [undefined, "g2", undefined]);
  });

  it("of a service of Otoroshi 1.4 stays one of the service when that was deleted", async () => {
    const at = await scene({ edition: "1.4", services: { gone: ["g1"] } });
    await at.stack.up({ a: { serviceId: "gone", clientId: "k", dailyQuota: 5 } });
    at.otoroshi.services.delete("gone");
    byHand(at, { dailyQuota: 7 });
    assertDone(await at.stack.refresh(), { a: "update" });
    assert.deepEqual(scopeIn(at), ["gone", undefined, undefined]);
  });

  it("that somebody moved tells a scope, and not a route composition that the key opens as well", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    byHand(at, opens("route-composition_x", "route_r1"));
    assertDone(await at.stack.refresh(), { a: "update" });
    assert.deepEqual(scopeIn(at), [undefined, undefined, "r1"]);
  });

  it("that somebody moved where no scope is tells the declared one", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    byHand(at, opens("route-composition_x"));
    assertDone(await at.stack.refresh(), { a: "update" });
    assert.deepEqual(scopeIn(at), [undefined, "g1", undefined]);
  });

  it("of an earlier release does not say which server the key is on, which may be the wrong one", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    const kept = at.stack.kept("a");
    at.stack.resources.set("a", { ...kept, outputs: { ...kept.outputs, managed: '["clientName"]' } });
    await at.stack.refresh();
    assert.doesNotMatch(String(at.stack.outputs("a")["managed"]), /@/u);
    await at.stack.up({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } });
    assert.match(String(at.stack.outputs("a")["managed"]), /@/u);
  });
});

describe("ApiKey.get", () => {
  afterEach(endScenes);

  it("of a key that is in another scope than it is asked for tells where it is", async () => {
    const { otoroshi, stack } = await scene();
    foreign(otoroshi, "k", { authorizedEntities: ["group_g2"] });
    await stack.configured();
    const { inputs } = await provider.read("k", { groupId: "g1" });
    assert.deepEqual(inputs, { groupId: "g2" });
  });
});
