import assert from "node:assert/strict";
import { withFastTime } from "./fast-time";
import { endScenes, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const key = { groupId: "g1", clientId: "k" };

describe("an update that fails", () => {
  withFastTime();
  afterEach(endScenes);

  /** Whether the state remembers that something is a secret. */
  const hides = ({ stack }: Scene, name: string): boolean =>
    String(stack.outputs("a")["managed"]).split(/[ ,]/u).includes(`!${name}`);

  it("leaves the state as it was when no answer to it arrives, and it concerns no secret", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: key });
    const before = stack.kept("a");
    const lost = otoroshi.fail({ method: "PATCH", times: Infinity, how: { reset: "before" } });
    assert.ok((await stack.up({ a: { ...key, description: "new" } })).errors["a"]);
    lost.stop();
    assert.deepEqual(stack.kept("a"), before);
  });

  it("may have written one more secret, which the state then hides with the one before", async () => {
    const at = await scene();
    const { otoroshi, stack } = at;
    const first = { ...key, metadata: { one: "first-secret" } };
    await stack.up({ a: first }, { secrets: { a: ["metadata.one"] } });
    const lost = otoroshi.fail({ method: "PATCH", times: Infinity, how: { reset: "before" } });
    const both = { a: { ...key, metadata: { one: "first-secret", two: "second-secret" } } };
    const run = await stack.up(both, { secrets: { a: ["metadata.one", "metadata.two"] } });
    assert.ok(run.errors["a"]);
    lost.stop();
    assert.deepEqual([hides(at, "metadata.one"), hides(at, "metadata.two")], [true, true]);
  });

  it("owes a rotation still when the server answers with the secret that the key had", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: key });
    const first = otoroshi.keys.get("k")?.clientSecret;
    const body = { ...otoroshi.keys.get("k"), clientId: "k" };
    const failing = otoroshi.fail({ method: "PATCH", times: Infinity, how: { status: 200, body } });
    const program = { a: { ...key, secretRotationTriggers: [1] } };
    const run = await stack.up(program);
    assert.match(run.errors["a"] ?? "", /did not store clientSecret as declared/u);
    failing.stop();
    assert.match(String(stack.outputs("a")["managed"]), / known rotation /u);
    assertDone(await stack.up(program), { a: "update" });
    assert.notEqual(otoroshi.keys.get("k")?.clientSecret, first);
    assertDone(await stack.preview(program), { a: "same" });
  });
});

describe("an update of a key whose secret somebody has changed", () => {
  afterEach(endScenes);

  it("gives what is no longer declared its default back, and leaves the new secret", async () => {
    const { otoroshi, stack } = await scene();
    await stack.up({ a: { ...key, description: "mine" } });
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), clientSecret: "by-hand-secret" } as never);
    assertDone(await stack.up({ a: key }), { a: "update" });
    const live = otoroshi.keys.get("k");
    assert.deepEqual([live?.description, live?.clientSecret], ["", "by-hand-secret"]);
  });
});

describe("an update that compares with the state alone", () => {
  afterEach(endScenes);
  const off = { driftDetection: "false" };

  it("names the resource and its key where it says that an extended key stays disabled", async () => {
    const { stack } = await scene({}, off);
    await stack.up({ a: { ...key, validUntil: "2001-01-01T00:00:00Z" } });
    const { said } = await stack.up({ a: { ...key, validUntil: "2100-01-01T00:00:00Z" } });
    assert.match(said, /^a: the key has expired and stays disabled.*\(api key 'k'\)$/mu);
  });

  it("is one when as much is declared as before, but something else, and the key is so already", async () => {
    const { otoroshi, stack } = await scene({}, off);
    const declaring = (more: Properties): { a: Properties } => ({ a: { ...key, clientName: "n", ...more } });
    await stack.up(declaring({ description: "mine" }));
    const program = declaring({ dailyQuota: 10_000_000 });
    assertDone(await stack.up(program), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.description, "");
    assertDone(await stack.up(program), { a: "same" });
  });
});
