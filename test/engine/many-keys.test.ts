import assert from "node:assert/strict";
import { assertEmpty, scene, WITHOUT_CHECKPOINTS, type Scene } from "./scene";

const keys = (count: number, args: string, first = args): string => `
for (let index = 0; index < ${String(count)}; index += 1) {
  new ApiKey("key-" + index, index === 0 ? { groupId: "g1", ${first} } : { groupId: "g1", ${args} });
}`;

describe("on the real engine, many keys", function () {
  this.timeout(600_000);
  let at: Scene;
  afterEach(() => at.end());

  it("cost one request each to create, update and destroy, and hardly any to read", async () => {
    at = await scene({}, {}, { environment: WITHOUT_CHECKPOINTS });
    const N = 100;
    await at.stack.program(keys(N, 'description: "one"'));
    await at.stack.up();
    assert.equal(at.takeRequests().length, N);

    assertEmpty(await at.stack.preview());
    const preview = at.takeRequests().length;
    assert.ok(preview <= 10, `a preview sent ${String(preview)} requests`);

    assertEmpty(await at.stack.refresh());
    const refresh = at.takeRequests().length;
    assert.ok(refresh <= 10, `a refresh sent ${String(refresh)} requests`);

    await at.stack.program(keys(N, 'description: "one"', 'description: "first"'));
    await at.stack.up();
    const updateOne = at.takeRequests().length;
    assert.ok(updateOne <= 12, `an update of one sent ${String(updateOne)} requests`);

    await at.stack.program(keys(N, 'description: "two"'));
    await at.stack.up();
    const updateAll = at.takeRequests();
    assert.equal(updateAll.filter((one) => one.startsWith("PATCH")).length, N);
    assert.ok(updateAll.length <= N + 12, `an update of all sent ${String(updateAll.length)} requests`);

    await at.stack.destroy();
    assert.equal(at.takeRequests().length, N);
    assert.equal(at.otoroshi.keys.size, 0);
  });

  it("of which the stack declares three do not make it list their group of 20,000", async () => {
    at = await scene();
    for (let index = 0; index < 20_000; index += 1) {
      at.otoroshi.keys.set(`other-${String(index)}`, {
        clientSecret: "other",
        authorizedEntities: ["group_g1"],
      });
    }
    await at.stack.program(keys(3, ""));
    await at.stack.up();
    at.takeRequests();
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
    const requests = at.takeRequests();
    assert.ok(!requests.some((one) => one.endsWith("/apikeys")), requests.join("\n"));
    await at.stack.destroy();
    assert.equal(at.otoroshi.keys.size, 20_000);
  });

  it("get past a server that refuses requests: none is lost or doubled, and a line says why it takes so long", async () => {
    // Fewer than a fresh server's 500 per 10 s, so that no machine is too slow to meet the limit.
    at = await scene({ throttle: { requests: 100 } }, {}, { environment: WITHOUT_CHECKPOINTS });
    const N = 110;
    await at.stack.program(keys(N, 'description: "one"'));
    const { output } = await at.stack.up("--parallel", "32");
    assert.match(output, /is throttling requests \(429\)/);
    assert.equal(at.otoroshi.keys.size, N);
    assertEmpty(await at.stack.refresh());
    await at.stack.program(keys(N, 'description: "two"'));
    at.takeRequests();
    await at.stack.up("--parallel", "32");
    const granted = at.otoroshi.requests.filter((one) => one.method === "PATCH" && one.status === 200);
    assert.equal(granted.length, N);
    await at.stack.destroy("--parallel", "32");
    assert.equal(at.otoroshi.keys.size, 0);
  });
});
