import assert from "node:assert/strict";
import { applyPatch, type Operation } from "fast-json-patch";
import type { Inputs } from "../../provider/state/inputs";
import type { JsonObject } from "../../provider/model/json";
import { differences } from "../../provider/reconcile/compare";
import { planOf } from "../../provider/reconcile/desired";
import { patchOf } from "../../provider/reconcile/patch";
import { stateWith } from "../../provider/state/outputs";
import type { State } from "../../provider/state/state";
import type { ApiKeyEntity } from "../../provider/client/entities";
import { liveKey, opening } from "./key";

/** The state of a key that was made as declared. */
function stateOf(inputs: Inputs, live: ApiKeyEntity): State {
  return stateWith(inputs, live, { resource: "made", name: undefined, owed: [] });
}

/** The patch from a live key to what is declared; `before` was declared until now. */
function patch(inputs: Inputs, live = liveKey(), before?: Inputs): Operation[] {
  const state = before && stateOf(before, live);
  return patchOf(planOf({ groupId: "g1", ...inputs }, { state }), live as JsonObject) as Operation[];
}

describe("the patch from live to declared", () => {
  it("is empty for a key that is as declared", () => {
    assert.deepEqual(patch({ description: "", tags: [], dailyQuota: 10000000, metadata: {} }), []);
  });

  it("replaces a value by one operation on its own pointer", () => {
    assert.deepEqual(patch({ dailyQuota: 1000, description: "x" }), [
      { op: "replace", path: "/description", value: "x" },
      { op: "replace", path: "/dailyQuota", value: 1000 },
    ]);
  });

  it("writes inside of rotation, restrictions and _loc, and so keeps nextSecret", () => {
    assert.deepEqual(
      patch({
        rotation: { rotationEvery: 24 },
        restrictions: { allowLast: false },
        tenant: "t",
        teams: ["a"],
      }),
      [
        { op: "replace", path: "/restrictions/allowLast", value: false },
        { op: "replace", path: "/rotation/rotationEvery", value: 24 },
        { op: "replace", path: "/_loc/tenant", value: "t" },
        { op: "replace", path: "/_loc/teams", value: ["a"] },
      ],
    );
  });

  it("adds and replaces single metadata names, escaped, and leaves others alone", () => {
    const live = liveKey({ metadata: { env: "dev", theirs: "x" } });
    assert.deepEqual(patch({ metadata: { env: "prod", "a/b~c": "y" } }, live), [
      { op: "replace", path: "/metadata/env", value: "prod" },
      { op: "add", path: "/metadata/a~1b~0c", value: "y" },
    ]);
  });

  it("removes a metadata name that is no longer declared, and only that", () => {
    const live = liveKey({ metadata: { env: "prod", theirs: "x" } });
    assert.deepEqual(patch({ metadata: {} }, live, { groupId: "g1", metadata: { env: "prod" } }), [
      { op: "remove", path: "/metadata/env" },
    ]);
  });

  it("does not remove a metadata name that is gone already", () => {
    const before = stateOf(
      { groupId: "g1", metadata: { env: "prod" } },
      liveKey({ metadata: { env: "prod" } }),
    );
    assert.deepEqual(patchOf(planOf({ groupId: "g1" }, { state: before }), liveKey() as JsonObject), []);
  });

  it("writes a set as a whole, and not at all for another order or a repetition", () => {
    const live = liveKey({ tags: ["b", "a", "b"] });
    assert.deepEqual(patch({ tags: ["a", "b"] }, live), []);
    assert.deepEqual(patch({ tags: ["a"] }, live), [{ op: "replace", path: "/tags", value: ["a"] }]);
  });

  it("writes validUntil in milliseconds, and the same instant in another zone not at all", () => {
    const live = liveKey({ validUntil: Date.UTC(2030, 0, 1) });
    assert.deepEqual(patch({ validUntil: "2030-01-01T02:00:00+02:00" }, live), []);
    assert.deepEqual(patch({ validUntil: "2030-01-01T00:00:01Z" }, live), [
      { op: "replace", path: "/validUntil", value: Date.UTC(2030, 0, 1, 0, 0, 1) },
    ]);
  });

  it("leaves an expired key's enabled alone, and enables it again when it is extended", () => {
    const expired = liveKey({ validUntil: Date.UTC(2001, 0, 1), enabled: false });
    assert.deepEqual(patch({ enabled: true, validUntil: "2001-01-01T00:00:00Z" }, expired), []);
    assert.deepEqual(patch({ enabled: true }, expired), []);
    assert.deepEqual(
      patch({ enabled: true, validUntil: "2100-01-01T00:00:00Z" }, expired).map(
        (operation) => operation.path,
      ),
      ["/enabled", "/validUntil"],
    );
  });

  it("repairs enabled: false of a key that has not expired", () => {
    assert.deepEqual(patch({ enabled: true }, liveKey({ enabled: false })), [
      { op: "replace", path: "/enabled", value: true },
    ]);
  });

  it("does not compare what the server adds to restrictions and strategies", () => {
    const live = liveKey({
      restrictions: {
        enabled: false,
        allowLast: true,
        allowed: [{ method: "GET", path: "/a", authorized_entity: null }],
        forbidden: [],
        notFound: [],
      },
      throttlingStrategy: {
        id: "FixedWindowStrategyConfig",
        quota: { window: 5, daily: 10, monthly: 10 },
        windowDurationMs: 10000,
        bucketKey: null,
      },
    });
    const declared: Inputs = {
      restrictions: { allowed: [{ method: "GET", path: "/a" }] },
      throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: { window: 5 } },
    };
    assert.deepEqual(patch(declared, live), []);
  });

  it("compares the entity that a path is for: one that somebody narrowed to an entity is drift, and is widened", () => {
    const restricted = (authorized_entity: unknown): ReturnType<typeof liveKey> =>
      liveKey({
        restrictions: {
          enabled: false,
          allowLast: true,
          allowed: [],
          forbidden: [{ method: "GET", path: "/a", authorized_entity }],
          notFound: [],
        },
      });
    const item = { method: "GET", path: "/a" };
    const one = { ...item, authorized_entity: { kind: "route" as const, id: "r1" } };
    const value = (inputs: Inputs, live: ReturnType<typeof liveKey>): unknown =>
      patch(inputs, live).map((operation) => (operation as { value?: unknown }).value);
    assert.deepEqual(value({ restrictions: { forbidden: [item] } }, restricted(null)), []);
    assert.deepEqual(
      value({ restrictions: { forbidden: [item] } }, restricted({ kind: "route", id: "r1" })),
      [[item]],
    );
    assert.deepEqual(value({ restrictions: { forbidden: [one] } }, restricted(null)), [[one]]);
    assert.deepEqual(
      value({ restrictions: { forbidden: [one] } }, restricted({ id: "r1", kind: "route" })),
      [],
    );
  });

  it("writes a strategy of which a property is no longer declared, although the live one contains the rest", () => {
    const strategy = {
      id: "FixedWindowStrategyConfig" as const,
      quota: { window: 5 },
      windowDurationMs: 5000,
    };
    const live = liveKey({ throttlingStrategy: strategy });
    const now = { id: "FixedWindowStrategyConfig" as const, quota: { window: 5 } };
    assert.deepEqual(
      patch({ throttlingStrategy: now }, live, { groupId: "g1", throttlingStrategy: strategy }),
      [{ op: "replace", path: "/throttlingStrategy", value: now }],
    );
  });

  it("gives what is no longer declared its default back, for every field that has one", () => {
    const declared: Inputs = {
      description: "x",
      enabled: false,
      readOnly: true,
      allowClientIdOnly: true,
      constrainedServicesOnly: true,
      throttlingQuota: 1,
      dailyQuota: 2,
      monthlyQuota: 3,
      throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} },
      restrictions: {
        enabled: true,
        allowLast: false,
        allowed: [{ method: "GET", path: "/" }],
        forbidden: [{ method: "GET", path: "/" }],
        notFound: [{ method: "GET", path: "/" }],
      },
      rotation: { enabled: true, rotationEvery: 1, gracePeriod: 1 },
      validUntil: "2100-01-01T00:00:00Z",
      tags: ["a"],
      metadata: { a: "b" },
      authorizedEntities: ["group_g2"],
      tenant: "t",
      teams: ["t"],
    };
    const made = liveKey();
    applyPatch(made, patch(declared), true);
    const live = { ...made, ...opening("group_g1", "group_g2") };
    const back = structuredClone(live);
    applyPatch(back, patch({}, live, { groupId: "g1", ...declared }), true);
    assert.deepEqual({ ...back, ...opening(...(back.authorizedEntities ?? [])) }, liveKey());
  });

  it("never touches what was never declared, and keeps the name and the secret when they are released", () => {
    const live = liveKey({ dailyQuota: 5, tags: ["theirs"], clientSecret: "other", enabled: false });
    assert.deepEqual(patch({}, live), []);
    assert.deepEqual(patch({}, live, { groupId: "g1", clientName: "billing", clientSecret: "other" }), []);
  });

  it("leaves the secret alone while the server rotates it, unless another is declared", () => {
    const rotation = { enabled: true, rotationEvery: 1, gracePeriod: 1, nextSecret: null };
    const live = liveKey({ rotation, clientSecret: "rotated" });
    assert.deepEqual(patch({ clientSecret: "declared" }, live), []);
    assert.deepEqual(patch({ clientSecret: "another" }, live, { groupId: "g1", clientSecret: "declared" }), [
      { op: "replace", path: "/clientSecret", value: "another" },
    ]);
  });

  it("adds what an older server leaves out, with the object around it", () => {
    const older: Record<string, unknown> = { ...liveKey() };
    delete older["rotation"];
    delete older["description"];
    assert.deepEqual(patch({ rotation: { enabled: true }, description: "x" }, older as never), [
      { op: "add", path: "/rotation", value: {} },
      { op: "add", path: "/description", value: "x" },
      { op: "add", path: "/rotation/enabled", value: true },
    ]);
  });

  it("knows that the server writes tenant and teams in lower case", () => {
    const live = liveKey({ _loc: { tenant: "acme", teams: ["ops"] } });
    assert.deepEqual(patch({ tenant: "Acme", teams: [" OPS"] }, live), []);
    assert.deepEqual(patch({ teams: ["Dev"] }, live), [
      { op: "replace", path: "/_loc/teams", value: ["dev"] },
    ]);
  });

  it("makes the live key fulfil every wish when it is applied", () => {
    const all = planOf({
      groupId: "g2",
      dailyQuota: 5,
      metadata: { a: "b" },
      tags: ["x"],
      validUntil: "2100-01-01T00:00:00Z",
    });
    const live = liveKey();
    const patched = applyPatch(live, patchOf(all, live as JsonObject) as Operation[], true)
      .newDocument as JsonObject;
    assert.deepEqual(differences(all, patched), []);
  });
});

describe("the patch of authorized entities", () => {
  it("writes the list and removes the two fields that would bring the removed ones back, in one document", () => {
    const live = liveKey(opening("group_g1", "group_g2", "service_s1"));
    assert.deepEqual(patch({ authorizedEntities: ["service_s1"] }, live), [
      { op: "replace", path: "/authorizedEntities", value: ["group_g1", "service_s1"] },
      { op: "remove", path: "/authorizations" },
      { op: "remove", path: "/authorizedGroup" },
    ]);
  });

  it("moves to another scope in place", () => {
    const live = liveKey();
    const [, operation] = patchOf(
      planOf({ serviceId: "s1" }, { state: stateOf({ groupId: "g1" }, live) }),
      live as JsonObject,
    );
    assert.deepEqual(operation, { op: "replace", path: "/authorizedEntities", value: ["service_s1"] });
  });

  it("carries the entities of others over when it moves, tested against loss", () => {
    const live = liveKey(opening("group_g1", "route_r1"));
    const operations = patchOf(
      planOf({ serviceId: "s1" }, { state: stateOf({ groupId: "g1" }, live) }),
      live as JsonObject,
    );
    assert.deepEqual(operations.slice(0, 2), [
      { op: "test", path: "/authorizedEntities", value: ["group_g1", "route_r1"] },
      { op: "replace", path: "/authorizedEntities", value: ["service_s1", "route_r1"] },
    ]);
  });

  it("of a long list says only what differs, tested against loss", () => {
    const many = Array.from({ length: 2000 }, (_, index) => `route_${"x".repeat(36)}${String(index)}`);
    const live = liveKey(opening(...many.slice(0, 5), "group_g1", ...many.slice(5)));
    const place = live.authorizedEntities?.indexOf("group_g1");
    const operations = patchOf(
      planOf({ serviceId: "s1" }, { state: stateOf({ groupId: "g1" }, live) }),
      live as JsonObject,
    );
    assert.deepEqual(operations, [
      { op: "test", path: `/authorizedEntities/${String(place)}`, value: "group_g1" },
      { op: "remove", path: `/authorizedEntities/${String(place)}` },
      { op: "add", path: "/authorizedEntities/-", value: "service_s1" },
      { op: "remove", path: "/authorizations" },
      { op: "remove", path: "/authorizedGroup" },
    ]);
  });

  it("leaves entities alone that others added to a key in its scope", () => {
    assert.deepEqual(patch({}, liveKey(opening("group_g1", "service_s9"))), []);
  });

  it("takes a key back that somebody moved elsewhere", () => {
    const state = stateOf({ groupId: "g1" }, liveKey(opening("group_g1", "route_r1")));
    const moved = liveKey(opening("group_g2", "route_r1"));
    const [, operation] = patchOf(planOf({ groupId: "g1" }, { state }), moved as JsonObject);
    assert.deepEqual(operation, {
      op: "replace",
      path: "/authorizedEntities",
      value: ["group_g1", "route_r1"],
    });
  });

  it("is one group on a server that knows nothing else, and the service's own for a service", () => {
    const older: Record<string, unknown> = { ...liveKey() };
    delete older["authorizedEntities"];
    delete older["authorizations"];
    const operations = (inputs: Inputs): Operation[] =>
      patchOf(planOf(inputs), older as JsonObject) as Operation[];
    assert.deepEqual(operations({ groupId: "g1" }), []);
    assert.deepEqual(operations({ serviceId: "s1" }), []);
    assert.deepEqual(operations({ groupId: "g2" }), [
      { op: "replace", path: "/authorizedGroup", value: "g2" },
    ]);
  });

  it("is no difference of order", () => {
    assert.deepEqual(
      patch({ authorizedEntities: ["service_s1"] }, liveKey(opening("service_s1", "group_g1"))),
      [],
    );
  });
});
