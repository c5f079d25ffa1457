import assert from "node:assert/strict";
import { OtoroshiError } from "../../provider/client/otoroshi-error";
import type { JsonObject } from "../../provider/model/json";
import { planOf } from "../../provider/reconcile/desired";
import { patchOf } from "../../provider/reconcile/patch";
import { groupOfScope, mustExist } from "../../provider/reconcile/scopes";
import type { Server } from "../../provider/servers/session";
import { stateWith } from "../../provider/state/outputs";
import type { State } from "../../provider/state/state";
import { liveKey } from "./key";

function stateThatDeclared(...names: string[]): State {
  const state = stateWith({ groupId: "g1" }, liveKey(), { resource: "ab12", name: undefined, owed: [] });
  return { ...state, declared: new Set(names) };
}

function names(inputs: object, state?: State): [string, boolean][] {
  return planOf({ groupId: "g1", ...inputs }, { state }).desired.map(({ attribute, released }) => [
    attribute.name,
    released,
  ]);
}

describe("what is desired of a key", () => {
  it("is what is declared and what the scope implies, and not the id, which no patch can change", () => {
    assert.deepEqual(names({ clientId: "k", description: "x" }), [
      ["description", false],
      ["authorizedEntities", false],
    ]);
  });

  it("is the default of what is not declared any more, which is said of that alone", () => {
    assert.deepEqual(names({ description: "x" }, stateThatDeclared("description", "tags", "metadata.env")), [
      ["description", false],
      ["tags", true],
      ["metadata.env", true],
      ["authorizedEntities", false],
    ]);
  });

  it("names the entities once, when they are not declared any more", () => {
    assert.deepEqual(names({}, stateThatDeclared("authorizedEntities")), [["authorizedEntities", true]]);
  });

  it("is nothing of an id that is not declared any more, nor of a name that this release does not know", () => {
    assert.deepEqual(names({}, stateThatDeclared("clientId", "colour", "clientName")), [
      ["authorizedEntities", false],
    ]);
  });
});

describe("the patch of a move", () => {
  it("changes the scope last, whatever else is declared: until then the key is found where it was", () => {
    const plan = planOf({ groupId: "g2", description: "x", authorizedEntities: ["route_r1"], tenant: "t" });
    const paths = patchOf(plan, liveKey() as JsonObject).map(({ path }) => path);
    assert.deepEqual(paths.slice(0, 2), ["/description", "/_loc/tenant"]);
    assert.ok(paths.length > 2 && paths.slice(2).every((path) => path.startsWith("/authoriz")));
  });
});

describe("a scope", () => {
  const server = (keys: object): Server => ({ keys, api: { url: "http://here" } }) as unknown as Server;

  it("that is not there is refused, as something of the scope and not of the key", async () => {
    await mustExist(server({ hasScope: () => Promise.resolve(true) }), { groupId: "g1" }, "k");
    await assert.rejects(
      mustExist(server({ hasScope: () => Promise.resolve(false) }), { groupId: "g1" }, "k"),
      {
        code: "not-found",
        missing: "scope",
        operation: "patch_api_key",
        message: /api key 'k' on http:\/\/here: there is no group 'g1'/u,
      },
    );
  });

  it("that is a service has no group while it is not there, and otherwise none is made up for a failure", async () => {
    const old = liveKey({ authorizations: undefined, authorizedEntities: undefined }) as JsonObject;
    const failing = (missing?: "scope"): Server =>
      server({
        groupOf: () =>
          Promise.reject(new OtoroshiError("no", { code: "not-found", operation: "service", missing })),
      });
    assert.equal(await groupOfScope(failing("scope"), { serviceId: "s1" }, old), undefined);
    await assert.rejects(groupOfScope(failing(), { serviceId: "s1" }, old), { message: "no" });
    const found = server({ groupOf: () => Promise.resolve("g1") });
    assert.equal(await groupOfScope(found, { serviceId: "s1" }, old), "g1");
    assert.equal(await groupOfScope(found, { groupId: "g1" }, old), undefined);
    assert.equal(await groupOfScope(found, { serviceId: "s1" }, liveKey() as JsonObject), undefined);
  });
});
