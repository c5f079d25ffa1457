import assert from "node:assert/strict";
import sinon from "sinon";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import { OtoroshiError } from "../../provider/client/otoroshi-error";
import { LiveKeys } from "../../provider/servers/live-keys";
import { liveKey } from "./key";

const scope = { groupId: "g1" };

describe("shared reads", () => {
  let api: sinon.SinonStubbedInstance<ApiKeysApi>;
  let keys: LiveKeys;
  const ids = Array.from({ length: 20 }, (_, index) => `key-${String(index)}`);

  beforeEach(() => {
    api = sinon.createStubInstance(ApiKeysApi);
    api.get.callsFake((_scope, clientId) => Promise.resolve(liveKey({ clientId })));
    api.list.callsFake(() => Promise.resolve(ids.map((clientId) => liveKey({ clientId }))));
    keys = new LiveKeys(api);
  });
  afterEach(() => sinon.restore());

  it("reads a few keys of a scope one by one and never lists it", async () => {
    for (let round = 0; round < 4; round += 1) {
      for (const id of ids.slice(0, 3)) await keys.find(scope, id);
    }
    assert.deepEqual([api.get.callCount, api.list.callCount], [12, 0]);
  });

  it("lists the scope once for all further keys, however many wait for it at once", async () => {
    const found = await Promise.all(ids.map((id) => keys.find(scope, id)));
    assert.deepEqual(
      found.map((one) => one?.live.clientId),
      ids,
    );
    assert.deepEqual([api.get.callCount, api.list.callCount], [4, 1]);
  });

  it("serves diff and update of an operation from the same list", async () => {
    for (const id of ids) await keys.find(scope, id);
    for (const id of ids.slice(4)) await keys.find(scope, id);
    assert.deepEqual([api.get.callCount, api.list.callCount], [4, 1]);
  });

  it("never answers from a list for a key written after it was asked for", async () => {
    for (const id of ids) await keys.find(scope, id);
    keys.wrote("key-19");
    await keys.find(scope, "key-19");
    assert.deepEqual(api.get.lastCall.args, [scope, "key-19"]);
  });

  it("does not believe a list that was on its way while the key was written", async () => {
    let deliver: (list: ReturnType<typeof liveKey>[]) => void = () => undefined;
    api.list.callsFake(() => new Promise((resolve) => (deliver = resolve)));
    for (const id of ids.slice(0, 4)) await keys.find(scope, id);
    const found = keys.find(scope, "key-5");
    keys.wrote("key-5");
    deliver([liveKey({ clientId: "key-5", description: "before the write" })]);
    assert.equal((await found)?.live.description, "");
  });

  it("answers from one list for a minute, whoever asks and however often", async () => {
    for (const id of ids) await keys.find(scope, id);
    for (const id of ids) await keys.find(scope, id);
    assert.deepEqual([api.get.callCount, api.list.callCount], [4, 1]);
  });

  it("reads each key by itself when the list fails for the moment", async () => {
    api.list.rejects(new OtoroshiError("slow", { code: "timeout", operation: "api_keys", transient: true }));
    const found = await Promise.all(ids.map((id) => keys.find(scope, id)));
    assert.deepEqual(
      found.map((one) => one?.live.clientId),
      ids,
    );
  });

  it("asks anew after a minute", async () => {
    const clock = sinon.useFakeTimers();
    for (const id of ids.slice(0, 10)) await keys.find(scope, id);
    clock.tick(60_001);
    await keys.find(scope, "key-10");
    assert.equal(api.list.callCount, 2);
    clock.restore();
  });

  it("reads by itself a key that the list of its scope does not have", async () => {
    for (const id of ids) await keys.find(scope, id);
    api.get.rejects(
      new OtoroshiError("gone", { code: "not-found", missing: "api-key", operation: "api_key" }),
    );
    assert.equal(await keys.find(scope, "another"), undefined);
  });

  it("waits for a list that fails once, and not again within a minute", async () => {
    const clock = sinon.useFakeTimers();
    api.list.rejects(new OtoroshiError("slow", { code: "timeout", operation: "api_keys", transient: true }));
    for (const id of ids) await keys.find(scope, id);
    assert.deepEqual([api.get.callCount, api.list.callCount], [20, 1]);
    clock.tick(60_001);
    await keys.find(scope, "key-0");
    assert.equal(api.list.callCount, 2);
    clock.restore();
  });
});
