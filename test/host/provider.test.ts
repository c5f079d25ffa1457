import assert from "node:assert/strict";
import { startOtoroshi, type EmbeddedOtoroshi, type OtoroshiOptions } from "../otoroshi";
import { initFailed, startHost, type DynamicProviderHost, type InitFailed } from "./dynamic-provider-host";
import { serialisedProvider } from "./serialised-provider";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const admin = {
  "otoroshi:clientId": "admin-api-apikey-id",
  "otoroshi:clientSecret": "admin-api-apikey-secret",
};

type Properties = Record<string, unknown>;

describe("the provider in the SDK's host of dynamic providers", function () {
  this.timeout(60_000);
  let otoroshi: EmbeddedOtoroshi;
  let host: DynamicProviderHost;
  let printed = "";

  async function start(config: Record<string, string> = {}, options: OtoroshiOptions = {}): Promise<void> {
    otoroshi = await startOtoroshi({ routes: { r1: ["g1"] }, ...options });
    host = await startHost(await serialisedProvider(), { "otoroshi:url": otoroshi.url, ...admin, ...config });
  }

  beforeEach(() => {
    printed = "";
  });
  afterEach(async () => {
    printed += host.takeDiagnostics();
    await host.stop();
    await otoroshi.close();
    assert.doesNotMatch(printed, /admin-api-apikey-secret|key-secret/, "a secret was printed");
  });

  /** Creates a key as the engine does: check, then create. */
  async function up(news: Properties): Promise<{ id: string; properties: Properties; inputs: Properties }> {
    const { inputs, failures } = await host.check({}, news);
    assert.deepEqual(failures, []);
    return { ...(await host.create(inputs)), inputs };
  }

  async function failed(call: Promise<unknown>): Promise<Error & { left: InitFailed | undefined }> {
    const error = await call.then(
      () => assert.fail("expected a failure"),
      (reason: unknown) => reason as Error,
    );
    assert.doesNotMatch(error.message, /admin-api-apikey-secret|key-secret/);
    return Object.assign(error, { left: initFailed(error) });
  }

  const requests = (): string[] => otoroshi.requests.map((one) => `${one.method} ${one.path}`);
  const patches = (): unknown[] =>
    otoroshi.requests.filter((one) => one.method === "PATCH").map((one) => one.body);

  for (const [scope, path, entity] of [
    [{ groupId: "g1" }, "/api/groups/g1/apikeys", "group_g1"],
    [{ serviceId: "s1" }, "/api/services/s1/apikeys", "service_s1"],
    [{ routeId: "r1" }, "/api/routes/r1/apikeys", "route_r1"],
  ] as const) {
    it(`creates, finds unchanged, changes and deletes a key of ${entity} with the fewest requests`, async () => {
      await start();
      const { id, properties, inputs } = await up({ ...scope, clientId: "k", clientName: "billing" });
      assert.equal(id, "k");
      assert.deepEqual(properties["authorizedEntities"], [entity]);
      assert.deepEqual(await host.diff(id, properties, inputs), {
        changes: false,
        replaces: [],
        deleteBeforeReplace: false,
      });
      const read = await host.read(id, properties);
      assert.deepEqual(read.properties, properties);
      assert.deepEqual(read.inputs, inputs);
      const news = { ...inputs, dailyQuota: 1000 };
      assert.equal((await host.diff(id, properties, news)).changes, true);
      otoroshi.clearRequests();
      const after = await host.update(id, properties, news);
      assert.equal(after["dailyQuota"], 1000);
      await host.delete(id, after);
      assert.deepEqual(requests(), [`GET ${path}/k`, `PATCH ${path}/k`, `DELETE ${path}/k`]);
      assert.deepEqual(patches(), [[{ op: "replace", path: "/dailyQuota", value: 1000 }]]);
      assert.equal(otoroshi.keys.get("k"), undefined);
    });
  }

  it("sends no PATCH for an update that asks for what is there already", async () => {
    await start();
    const { id, properties, inputs } = await up({ groupId: "g1", clientName: "billing" });
    otoroshi.clearRequests();
    await host.update(id, properties, { ...inputs, description: "" });
    assert.deepEqual(patches(), []);
  });

  it("refuses bad arguments by property, before anything is sent", async () => {
    await start();
    const { failures } = await host.check({}, { clientName: "x", metadata: { a: 1 } });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["groupId", "metadata.a"],
    );
    assert.deepEqual(requests(), []);
  });

  it("refuses a connection that is not configured", async () => {
    await start();
    const { failures } = await host.check({}, { groupId: "g1", clientName: "x", connection: "eu" });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["connection"],
    );
  });

  it("takes unknown values for a change, and asks the server nothing about them", async () => {
    await start();
    const { id, properties, inputs } = await up({ groupId: "g1", clientName: "billing", dailyQuota: 5 });
    otoroshi.clearRequests();
    const { inputs: checked, failures } = await host.check(inputs, { ...inputs, dailyQuota: UNKNOWN });
    assert.deepEqual(failures, []);
    assert.equal((await host.diff(id, properties, checked)).changes, true);
    assert.deepEqual(requests(), []);
  });

  it("replaces a key for another clientId or connection, and for nothing else", async () => {
    await start({
      "otoroshi:connections": JSON.stringify({
        eu: { url: "http://127.0.0.1:9", clientId: "a", clientSecret: "b" },
      }),
    });
    const { id, properties, inputs } = await up({ groupId: "g1", clientId: "k", clientName: "billing" });
    const replaces = async (news: Properties): Promise<string[]> =>
      (await host.diff(id, properties, news)).replaces;
    assert.deepEqual(await replaces({ ...inputs, clientId: "other" }), ["clientId"]);
    assert.deepEqual(await replaces({ ...inputs, clientId: UNKNOWN }), ["clientId"]);
    assert.deepEqual(await replaces({ ...inputs, connection: "eu" }), ["connection"]);
    assert.deepEqual(await replaces({ serviceId: "s1", clientName: "other" }), []);
  });

  it("deletes before it replaces where both keys would have the same id on the same server", async () => {
    await start();
    const same = JSON.stringify({ same: { url: otoroshi.url, clientId: "a", clientSecret: "b" } });
    await host.stop();
    host = await startHost(await serialisedProvider(), {
      "otoroshi:url": otoroshi.url,
      ...admin,
      "otoroshi:connections": same,
    });
    const { id, properties, inputs } = await up({ groupId: "g1", clientId: "k", clientName: "billing" });
    const moved = await host.diff(id, properties, { ...inputs, connection: "same" });
    assert.deepEqual([moved.replaces, moved.deleteBeforeReplace], [["connection"], true]);
  });

  it("generates id and secret itself, so that a creation whose answer was lost finds its own key", async () => {
    await start();
    otoroshi.loseAnswers("POST");
    const { id, properties } = await up({ groupId: "g1", clientName: "billing" });
    assert.match(id, /^[a-z0-9]{16}$/);
    assert.equal(otoroshi.keys.get(id)?.clientSecret, properties["clientSecret"]);
    assert.equal(otoroshi.keys.size, 1);
  });

  it("does not take a key of another owner for its own after a lost answer", async () => {
    await start();
    otoroshi.keys.set("k", {
      clientName: "theirs",
      clientSecret: "theirs",
      authorizedEntities: ["group_g1"],
    });
    otoroshi.loseAnswers("POST");
    const error = await failed(host.create({ groupId: "g1", clientId: "k", clientName: "mine" }));
    assert.equal(otoroshi.requests.filter(({ method }) => method === "POST").length, 2, "no answer was lost");
    assert.match(error.message, /adopt: true/);
    assert.equal(error.left, undefined);
    assert.equal(otoroshi.keys.get("k")?.clientName, "theirs");
  });

  it("saves a key of which it is not known whether it was created, and finds or makes it at the next update", async () => {
    await start();
    otoroshi.loseAnswers("POST", 99);
    otoroshi.loseAnswers("GET", 99);
    const error = await failed(
      host.create({ groupId: "g1", clientName: "billing", clientSecret: "key-secret" }),
    );
    assert.match(error.message, /It is not known whether the key was created/);
    assert.ok(error.left);
    const { id, properties } = error.left;
    otoroshi.loseAnswers("POST", 0);
    otoroshi.loseAnswers("GET", 0);
    const inputs = { groupId: "g1", clientName: "billing", clientSecret: "key-secret" };
    assert.equal((await host.diff(id, properties, inputs)).changes, true);
    const after = await host.update(id, properties, inputs);
    assert.equal(after["clientSecret"], "key-secret");
    assert.equal(otoroshi.keys.size, 1);
  });

  it("saves a key that the server made otherwise than asked, with the reason, and repairs it at the next update", async () => {
    await start({}, { legacy: true });
    const asked = {
      groupId: "g1",
      clientName: "billing",
      throttlingStrategy: { id: "FixedWindowStrategyConfig", quota: {} },
    };
    const error = await failed(host.create(asked));
    assert.ok(error.left);
    assert.match(error.left.reasons.join(), /did not store throttlingStrategy as declared/);
    assert.equal(otoroshi.keys.size, 1);
    const repaired = await host.update(error.left.id, error.left.properties, {
      groupId: "g1",
      clientName: "billing",
    });
    assert.equal(repaired["clientName"], "billing");
    assert.equal(otoroshi.keys.size, 1);
  });

  it("keeps a patch that was carried out when resetting the quotas fails after it", async () => {
    await start();
    const { id, properties, inputs } = await up({ groupId: "g1", clientName: "billing" });
    otoroshi.loseAnswers("DELETE", 9);
    const news = { ...inputs, description: "new", quotaResetTriggers: [1] };
    const error = await failed(host.update(id, properties, news));
    assert.ok(error.left);
    assert.equal(error.left.properties["description"], "new");
    otoroshi.loseAnswers("DELETE", 0);
    const again = await host.diff(id, error.left.properties, news);
    assert.equal(again.changes, true);
    otoroshi.clearRequests();
    await host.update(id, error.left.properties, news);
    assert.deepEqual(
      requests().filter((one) => !one.startsWith("GET")),
      [`DELETE /api/apikeys/${id}/quotas`],
    );
  });

  it("patches anew from the live key when its patch no longer fits", async () => {
    await start();
    const { id, properties, inputs } = await up({
      groupId: "g1",
      clientName: "billing",
      metadata: { a: "1" },
    });
    const held = otoroshi.hold((request) => request.method === "GET");
    const update = host.update(id, properties, { ...inputs, metadata: {}, description: "x" });
    await held.arrived;
    otoroshi.keys.set(id, { ...otoroshi.keys.get(id), metadata: {} } as never);
    held.release();
    const after = await update;
    assert.deepEqual([after["description"], after["metadata"]], ["x", {}]);
  });

  it("survives the gateway's 502 on POST and PATCH", async () => {
    await start({}, { failureRate: 0.2, seed: 7 });
    for (let index = 0; index < 10; index += 1) {
      const { id, properties, inputs } = await up({ groupId: "g1", clientName: `billing-${String(index)}` });
      await host.update(id, properties, { ...inputs, description: "x" });
    }
    assert.equal(otoroshi.keys.size, 10);
    assert.ok(otoroshi.requests.some((one) => one.status === 502));
  });

  it("says an error in one line, without a stack, and names key, server and remedy", async () => {
    await start();
    const { id, properties } = await up({ groupId: "g1", clientId: "k", clientName: "billing" });
    await otoroshi.close();
    const error = await failed(host.delete(id, properties));
    assert.match(
      error.message,
      new RegExp(`api key 'k' of group 'g1' on ${otoroshi.url}: the server cannot be reached`),
    );
    const lines = host.takeDiagnostics();
    printed += lines;
    assert.doesNotMatch(lines, /^\s+at /m);
  });

  it("names the configuration that is missing when it is needed", async () => {
    await start();
    await host.stop();
    host = await startHost(await serialisedProvider(), {
      "otoroshi:url": otoroshi.url,
      "otoroshi:clientId": "x",
    });
    const error = await failed(host.create({ groupId: "g1", clientName: "billing" }));
    assert.match(error.message, /otoroshi:clientSecret is not set.*OTOROSHI_CLIENT_SECRET/);
  });

  it("is configured from the environment where the stack says nothing", async () => {
    await start();
    await host.stop();
    const env = {
      OTOROSHI_URL: otoroshi.url,
      OTOROSHI_CLIENT_ID: "admin-api-apikey-id",
      OTOROSHI_CLIENT_SECRET: "admin-api-apikey-secret",
    };
    host = await startHost(await serialisedProvider(), {}, env);
    await up({ groupId: "g1", clientName: "billing" });
    assert.equal(otoroshi.keys.size, 1);
  });
});
