import assert from "node:assert/strict";
import * as provider from "../../provider/provider";
import { endScenes, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_TO_1_4 = { throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} } };

/** The words of the record in a resource's state: version, resource, creation, what is owed, what is declared. */
function record({ stack }: Scene, name = "a"): string[] {
  return String(stack.outputs(name)["managed"]).split(" ");
}

describe("compared with the state alone", () => {
  afterEach(endScenes);
  const off = { driftDetection: "false" };
  const a = { groupId: "g1", clientId: "k", dailyQuota: 5 };

  for (const [what, args] of [
    ["another scope", { ...a, groupId: "g2" }],
    ["a scope of another kind", { clientId: "k", dailyQuota: 5, serviceId: "s1" }],
    ["another value", { ...a, dailyQuota: 6 }],
    ["an argument more, though the key is so already", { ...a, enabled: true }],
    ["an argument less", { groupId: "g1", clientId: "k" }],
    ["another argument in the place of one", { groupId: "g1", clientId: "k", monthlyQuota: 7 }],
  ] as const) {
    it(`${what} is an update, and nothing is asked`, async () => {
      const at = await scene({}, off);
      await at.stack.up({ a });
      at.requests();
      assertDone(await at.stack.preview({ a: args }), { a: "update" });
      assertDone(await at.stack.preview({ a }), { a: "same" });
      assert.deepEqual(at.requests(), []);
    });
  }

  it("a creation that is not confirmed is an update", async () => {
    const at = await scene({}, off);
    await at.stack.up({ a });
    const kept = at.stack.kept("a");
    const managed = String(kept.outputs["managed"]).replace(" known ", " unknown ");
    at.stack.resources.set("a", { ...kept, outputs: { ...kept.outputs, managed } });
    assertDone(await at.stack.preview({ a }), { a: "update" });
  });

  it("another clientId and another connection are told as what replaces", async () => {
    const at = await scene({}, off);
    await at.stack.up({ a });
    const { inputs, outputs } = at.stack.kept("a");
    const diff = (changes: Properties): unknown =>
      (provider.diff as unknown as (id: string, olds: object, news: object) => unknown)("k", outputs, {
        ...inputs,
        ...changes,
      });
    assert.deepEqual(await diff({ clientId: "l" }), {
      changes: true,
      replaces: ["clientId"],
      deleteBeforeReplace: false,
    });
    assert.deepEqual(await diff({ connection: UNKNOWN }), {
      changes: true,
      replaces: ["connection"],
      deleteBeforeReplace: true,
    });
    const { url, clientId, clientSecret } = at.otoroshi;
    const eu = { url: url.replace("127.0.0.1", "localhost"), clientId, clientSecret };
    at.stack.config = { ...off, connections: JSON.stringify({ eu, same: { ...eu, url } }) };
    at.requests();
    assertDone(await at.stack.preview({ a: { ...a, connection: "eu" } }), { a: "replace" });
    assertDone(await at.stack.preview({ a: { ...a, connection: "same" } }), { a: "update" });
    assert.deepEqual(at.requests(), []);
  });

  it("a trigger is not announced for a key that another one of a new clientId takes the place of", async () => {
    const at = await scene();
    await at.stack.up({ a: { ...a, secretRotationTriggers: [1] } });
    const seen = await at.stack.preview({ a: { ...a, clientId: "l", secretRotationTriggers: [2] } });
    assertDone(seen, { a: "replace" });
    assert.doesNotMatch(seen.said, /will be replaced/u);
  });
});

describe("a new key", () => {
  afterEach(endScenes);

  it("is called by its resource, which counts as declared, and is renamed with it", async () => {
    const { otoroshi, stack } = await scene({}, { driftDetection: "false" });
    await stack.up({ billing: { groupId: "g1", clientId: "k" } });
    assert.equal(stack.kept("billing").inputs["clientName"], "billing");
    stack.rename("billing", "jobs");
    assertDone(await stack.up({ jobs: { groupId: "g1", clientId: "k" } }), { jobs: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientName, "jobs");
    const named = { groupId: "g1", clientId: "k", clientName: "declared" };
    assertDone(await stack.up({ jobs: named }), { jobs: "update" });
    assert.equal(otoroshi.keys.get("k")?.clientName, "declared");
  });

  it("that no request can hold is refused before anything is sent", async () => {
    const { stack, requests } = await scene();
    const run = await stack.up({ a: { groupId: "g1", metadata: { large: "x".repeat(102_400) } } });
    assert.match(
      run.refused["a"]?.[0]?.reason ?? "",
      /makes the key's JSON \d+ bytes long; Otoroshi accepts at most 102400/u,
    );
    assert.deepEqual([run.refused["a"]?.[0]?.property, requests()], ["metadata", []]);
  });

  it("is good without the program's note, as one that is only read", async () => {
    await scene();
    const check = provider.check as unknown as (olds: object, news: object) => Promise<unknown>;
    assert.deepEqual(await check({}, { groupId: "g1" }), { inputs: { groupId: "g1" } });
  });
});

describe("an update", () => {
  afterEach(endScenes);

  it("asks for no scope that the key stays in, and keeps the resource's own tag", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    const [, tag] = record(at);
    at.requests();
    assertDone(await at.stack.up({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } }), { a: "update" });
    assert.ok(at.requests().every((one) => one.includes("/apikeys/k")));
    assert.equal(record(at)[1], tag);
  });

  it("rotates by a patch of the secret alone, also where the server has turned another declared value", async () => {
    const at = await scene();
    const expired = { groupId: "g1", clientId: "k", enabled: true, validUntil: "2001-01-01T00:00:00Z" };
    await at.stack.up({ a: { ...expired, secretRotationTriggers: [1] } });
    at.requests();
    assertDone(await at.stack.up({ a: { ...expired, secretRotationTriggers: [2] } }), { a: "update" });
    const paths = at.patches().map((one) => (one as { path: string }[]).map(({ path }) => path));
    assert.deepEqual(paths, [["/clientSecret"]]);
  });

  it("that ends otherwise than asked owes what it has not done, and no more", async () => {
    const at = await scene({ edition: "1.4" });
    const key = { groupId: "g1", clientId: "k" };
    await at.stack.up({ a: key });
    const first = at.otoroshi.keys.get("k")?.clientSecret;
    const both = { ...key, secretRotationTriggers: [1], quotaResetTriggers: [1] };
    const run = await at.stack.up({ a: { ...both, ...UNKNOWN_TO_1_4 } });
    assert.match(run.errors["a"] ?? "", /did not store throttlingStrategy as declared/u);
    const second = at.otoroshi.keys.get("k")?.clientSecret;
    assert.notEqual(second, first);
    assert.equal(record(at)[3], "reset");
    assertDone(await at.stack.up({ a: both }), { a: "update" });
    assert.equal(at.otoroshi.keys.get("k")?.clientSecret, second);
    assert.equal(record(at)[3], "-");
  });

  it("of a key that is gone serves its triggers with the new one", async () => {
    const at = await scene();
    const key = { groupId: "g1", clientId: "k" };
    await at.stack.up({ a: { ...key, description: "mine" } });
    const first = at.otoroshi.keys.get("k")?.clientSecret;
    at.otoroshi.keys.delete("k");
    const both = { ...key, description: "mine", secretRotationTriggers: [1], quotaResetTriggers: [1] };
    assertDone(await at.stack.up({ a: both }), { a: "update" });
    const now = at.otoroshi.keys.get("k");
    assert.notEqual(now?.clientSecret, first);
    assert.equal(at.stack.outputs("a")["clientSecret"], now?.clientSecret);
    assert.equal(record(at)[3], "-");
    assertDone(await at.stack.preview({ a: both }), { a: "same" });
  });

  it("that is refused leaves the state as it was", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    const before = at.stack.kept("a");
    const body = { error: "You're not authorized here !" };
    at.otoroshi.fail({ method: "PATCH", times: 9, how: { status: 403, body } });
    const run = await at.stack.up({ a: { groupId: "g1", clientId: "k", secretRotationTriggers: [1] } });
    assert.match(run.errors["a"] ?? "", /not authorised for the operation/u);
    assert.deepEqual(at.stack.kept("a"), before);
  });

  it("to another name of the server asks nothing besides when no trigger is due", async () => {
    const at = await scene();
    const { url, clientId, clientSecret } = at.otoroshi;
    const other = { url: url.replace("127.0.0.1", "localhost"), clientId, clientSecret };
    at.stack.config = { connections: JSON.stringify({ other }) };
    const key = { groupId: "g1", clientId: "k", adopt: true };
    await at.stack.up({ a: key });
    at.requests();
    assertDone(await at.stack.up({ a: { ...key, connection: "other" } }), { a: "update" });
    assert.ok(at.requests().every((one) => one.startsWith("GET")));
  });
});

describe("a refresh", () => {
  afterEach(endScenes);

  it("takes over what drifted in the words of the arguments, and leaves what did not", async () => {
    const { otoroshi, stack } = await scene();
    const declared = {
      ...{ groupId: "g1", clientId: "k", clientName: "mine", dailyQuota: 5, tags: ["b", "a"] },
      ...{ metadata: { env: "prod", gone: "x" }, authorizedEntities: ["service_s1"] },
    };
    await stack.up({ a: declared });
    otoroshi.keys.set("k", {
      ...otoroshi.keys.get("k"),
      dailyQuota: 7,
      metadata: { env: "prod" },
      authorizedEntities: ["group_g1", "service_s2"],
      authorizations: [],
      authorizedGroup: null,
    } as never);
    assertDone(await stack.refresh(), { a: "update" });
    const inputs = Object.fromEntries(
      Object.entries(stack.kept("a").inputs).filter(([name]) => name !== "__provider"),
    );
    assert.deepEqual(inputs, {
      ...declared,
      dailyQuota: 7,
      metadata: { env: "prod" },
      authorizedEntities: ["service_s2"],
    });
  });

  it("of a key that was moved away takes over the scope that it has not had before", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k", authorizedEntities: ["service_s1"] } });
    otoroshi.keys.set("k", {
      ...otoroshi.keys.get("k"),
      authorizedEntities: ["service_s1", "group_g2"],
      authorizations: [],
      authorizedGroup: null,
    } as never);
    assertDone(await stack.refresh(), { a: "update" });
    const { groupId, serviceId, authorizedEntities } = stack.kept("a").inputs;
    assert.deepEqual([groupId, serviceId, authorizedEntities], ["g2", undefined, ["service_s1"]]);
  });

  it("takes a rotation for done when the key has the secret that was sent, and leaves a reset owed", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    const kept = at.stack.kept("a");
    const secret = at.otoroshi.keys.get("k")?.clientSecret;
    const managed = String(kept.outputs["managed"]).replace(" - ", " rotation,reset ");
    const outputs = { ...kept.outputs, managed, declared: { "rotation:sent": secret } };
    at.stack.resources.set("a", { ...kept, outputs });
    await at.stack.refresh();
    assert.equal(record(at)[3], "reset");
  });
});

describe("a deletion", () => {
  afterEach(endScenes);

  it("that the server fails to do is an error, and is not tried elsewhere", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    at.otoroshi.fail({ method: "DELETE", times: 1, how: { status: 500 } });
    at.requests();
    const run = await at.stack.destroy();
    assert.match(run.errors["a"] ?? "", /the server failed/u);
    assert.deepEqual(at.writes(), ["DELETE /api/groups/g1/apikeys/k"]);
    assert.ok(at.otoroshi.keys.get("k"));
    assertDone(await at.stack.destroy(), { a: "delete" });
  });

  it("of a key that is gone with its scope is done", async () => {
    const { otoroshi, stack } = await scene({ groups: ["gone"] });
    await stack.up({ a: { groupId: "gone", clientId: "k" } });
    otoroshi.groups.delete("gone");
    otoroshi.keys.delete("k");
    assertDone(await stack.destroy(), { a: "delete" });
  });

  it("asks for no key that nothing else of the run has", async () => {
    const at = await scene();
    await at.stack.up({ a: { groupId: "g1", clientId: "k" } });
    at.requests();
    await at.stack.destroy();
    assert.deepEqual(at.requests(), ["DELETE /api/groups/g1/apikeys/k"]);
  });
});
