import assert from "node:assert/strict";
import { applyPatch } from "fast-json-patch";
import { entities, keepsOneGroup, memberOperations, membersOf } from "../../provider/model/entities";
import type { JsonObject } from "../../provider/model/json";
import { entityOf, isScope, scopeOf, scopesPath, type Scope } from "../../provider/model/scope";
import type { Situation } from "../../provider/model/situation";
import { opening } from "./key";

/** What decides over the entities of a key of group g1 that is live like this. */
function situation(live: JsonObject, known?: { scope: string; authorizedEntities: string[] }): Situation {
  const before = known && { scope: known.scope, outputs: { authorizedEntities: known.authorizedEntities } };
  return {
    live,
    scope: "group_g1",
    known: before,
    groupOfScope: undefined,
    desired: () => undefined,
  };
}

describe("what a key opens when only its scope is declared", () => {
  it("is no more the scope that it was declared in before, when others gave it the new one already", () => {
    const live = opening("group_g1", "group_g0", "route_r1") as JsonObject;
    const known = { scope: "group_g0", authorizedEntities: ["group_g0"] };
    assert.deepEqual(membersOf(undefined, situation(live, known)), ["group_g1", "route_r1"]);
  });

  it("is not what somebody moved it to, when it is declared in another scope than before as well", () => {
    const live = opening("group_x", "route_r1") as JsonObject;
    const known = { scope: "group_g0", authorizedEntities: ["group_g0", "route_r1"] };
    assert.deepEqual(membersOf(undefined, situation(live, known)), ["group_g1", "route_r1"]);
  });

  it("keeps what others gave it while it is still in the scope that it was declared in before", () => {
    const live = opening("group_g0", "route_r1") as JsonObject;
    const known = { scope: "group_g0", authorizedEntities: ["group_g0"] };
    assert.deepEqual(membersOf(undefined, situation(live, known)), ["group_g1", "route_r1"]);
  });

  it("loses each of several from a long list, and nothing else", () => {
    const long = Array.from({ length: 3_000 }, (_, index) => `route_${"x".repeat(12)}${String(index)}`);
    const live = { authorizedEntities: long } as JsonObject;
    const wanted = long.filter((_, index) => index % 1_000 !== 7);
    const operations = memberOperations(wanted, undefined, situation(live)).flat();
    const patched = applyPatch(structuredClone(live), operations as never, true).newDocument;
    assert.deepEqual(patched["authorizedEntities"], wanted);
    assert.equal(operations.length, 6);
  });

  it("loses nearly all of a long list in documents that the server takes, each valid by itself", () => {
    const long = Array.from({ length: 6_000 }, (_, index) => `route_${String(index)}`);
    let live = { authorizedEntities: long, authorizedGroup: null, authorizations: [] } as JsonObject;
    const wanted = ["route_3", "route_5000", "group_g1"];
    const documents = memberOperations(wanted, undefined, situation(live));
    assert.ok(documents.length > 1);
    for (const document of documents) {
      assert.ok(JSON.stringify(document).length < 102_400);
      const { newDocument } = applyPatch(structuredClone(live), document as never, true);
      live = { authorizedGroup: null, authorizations: [], ...newDocument };
    }
    assert.deepEqual(live["authorizedEntities"], wanted);
  });
});

describe("a server's answer", () => {
  it("that names entities in authorizations alone is not of a server that keeps one group a key", () => {
    assert.equal(keepsOneGroup({ authorizations: [{ kind: "group", id: "g1" }] }), false);
    assert.equal(keepsOneGroup({ authorizedGroup: "g1" }), true);
  });
});

describe("a scope", () => {
  it("is one id under one name", () => {
    const values = [
      { groupId: "a" },
      {},
      { groupId: "a", routeId: "b" },
      { groupId: 1 },
      null,
      "groupId",
      undefined,
    ];
    assert.deepEqual(values.map(isScope), [true, false, false, false, false, false, false]);
  });

  it("among authorizedEntities has no other properties", () => {
    const values = [{ routeId: "r" }, { routeId: "r", more: 1 }, { more: 1 }, { groupId: "g", routeId: "r" }];
    assert.deepEqual(
      values.map((value) => entities.schema.safeParse([value]).success),
      [true, false, false, false],
    );
  });

  it("that is none is refused with the names that there are", () => {
    assert.throws(
      () => entityOf({} as Scope),
      /the scope must be one of serviceId, groupId, routeId, apiId/u,
    );
    assert.throws(
      () => scopeOf({}),
      /the scope must be exactly one of serviceId, groupId, routeId and apiId/u,
    );
  });

  it("is looked up where the admin API keeps all of its kind", () => {
    const scopes: Scope[] = [{ serviceId: "x" }, { groupId: "x" }, { routeId: "x" }, { apiId: "x" }];
    assert.deepEqual(scopes.map(scopesPath), [
      "/api/services",
      "/api/groups",
      "/api/routes",
      "/apis/apis.otoroshi.io/v1/apis",
    ]);
  });
});
