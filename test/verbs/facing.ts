import assert from "node:assert/strict";
import sinon from "sinon";
import { pause } from "../../provider/servers/pause";
import { withFastTime } from "./fast-time";
import type { Fault, Underway } from "./faults";
import { endScenes, scene, type Scene } from "./scene";
import { assertDone, type Properties, type Run } from "./stack";

/** What the suites of this process have tried. */
export const tried = { faults: 0, agreed: 0, hits: 0 };

/** Ends a fault, which must have been met: a run that never ran into it shows nothing. */
async function ended(underway: Underway, run: Run): Promise<void> {
  await underway.end();
  const hits = underway.hits();
  if (hits === undefined) assert.match(`${JSON.stringify(run.errors)} ${run.said}`, /ECONNREFUSED/u);
  else assert.ok(hits > 0, "the fault hit no request");
  tried.hits += hits ?? 1;
}

/** Lets time run fast in a suite of faults, and says at its end how many there were. */
export function withFaults(): void {
  withFastTime();
  beforeEach(() => sinon.stub(pause, "for").resolves());
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });
  after(() => {
    const losses = tried.faults - tried.agreed;
    console.log(
      `      ${String(tried.faults)} faults tried, ${String(tried.hits)} requests hit, losses: ${String(losses)}`,
    );
  });
}

/** A server with a key of somebody else, which no fault may touch. */
export async function withBystander(
  options: Parameters<typeof scene>[0] = {},
): Promise<Scene & { check: (...ids: string[]) => void }> {
  const at = await scene(options);
  const theirs = {
    clientName: "theirs",
    clientSecret: "their-secret",
    authorizedEntities: ["group_g1"],
    authorizedGroup: "g1",
  };
  at.otoroshi.keys.set("bystander", theirs);
  const before = { ...at.otoroshi.keys.get("bystander") };
  const check = (...ids: string[]): void => {
    assert.deepEqual({ ...at.otoroshi.keys.get("bystander") }, before, "somebody else's key was touched");
    const there = [...at.otoroshi.keys].map((key) => key.clientId).filter((id) => id !== "bystander");
    assert.deepEqual(there.sort(), [...ids].sort(), "a key is missing, doubled or orphaned");
    for (const { id, outputs } of at.stack.resources.values()) {
      const key = at.otoroshi.keys.get(id);
      assert.deepEqual(
        [outputs["clientSecret"], outputs["description"] ?? "", outputs["dailyQuota"]],
        [key?.clientSecret, key?.description ?? "", key?.dailyQuota],
        "state and server do not agree",
      );
    }
    tried.agreed += 1;
  };
  tried.faults += 1;
  return { ...at, check };
}

export const generated: Properties = { groupId: "g1", dailyQuota: 5 };
const declared: Properties = {
  groupId: "g1",
  clientId: "k",
  clientSecret: "declared-secret",
  dailyQuota: 5,
};

/** Every verb meets each of some faults, which end before the next run. */
export function facing(faults: readonly Fault[]): void {
  for (const fault of faults) {
    describe(fault.name, () => {
      for (const [what, args, edition, readable] of [
        ["a key of a generated id", generated, "17", true],
        ["a key of a declared id", declared, "17", true],
        ["a key of a declared id on 1.5", declared, "1.5", true],
        ["a key of a generated id on 1.4", generated, "1.4", true],
        ["a key of a generated id, which cannot be read either", generated, "17", false],
      ] as const) {
        it(`creating ${what}`, async () => {
          const { otoroshi, stack, check } = await withBystander({ edition });
          const program = { a: args };
          const underway = await fault.begin(otoroshi, "POST");
          const unread = otoroshi.fail({
            method: "GET",
            times: readable ? 0 : Infinity,
            how: { status: 502 },
          });
          const run = await stack.up(program);
          unread.stop();
          await ended(underway, run);
          if (fault.once && readable) assert.deepEqual(run.errors, {}, "not got over in the same run");
          const first = stack.resources.get("a");
          assert.ok(first !== undefined || Object.keys(run.errors).length > 0);
          if (first === undefined) assert.equal(otoroshi.keys.size, 1, `orphaned: ${JSON.stringify(run)}`);
          const again = await stack.up(program);
          assert.deepEqual(again.errors, {});
          const { id, outputs } = stack.kept("a");
          if (first !== undefined)
            assert.deepEqual([id, outputs["clientSecret"]], [first.id, first.outputs["clientSecret"]]);
          check(id);
          assertDone(await stack.preview(program), { a: "same" });
          await stack.destroy();
          assert.equal(otoroshi.keys.size, 1);
        });
      }

      for (const method of ["PATCH", "GET"]) {
        for (const rotated of [false, true]) {
          it(`updating, on ${method}${rotated ? ", with a rotation" : ""}`, async () => {
            const { otoroshi, stack, check } = await withBystander();
            await stack.up({ a: declared, b: generated });
            const { id } = stack.kept("b");
            const secret = otoroshi.keys.get(id)?.clientSecret;
            const trigger = rotated ? { secretRotationTriggers: [1] } : {};
            const program = {
              a: { ...declared, description: "new" },
              b: { ...generated, ...trigger, description: "new" },
            };
            const underway = await fault.begin(otoroshi, method);
            const run = await stack.up(program);
            const between = otoroshi.keys.get(id)?.clientSecret;
            await ended(underway, run);
            if (fault.once && method === "PATCH")
              assert.deepEqual(run.errors, {}, "not got over in the same run");
            const again = await stack.up(program);
            assert.deepEqual(again.errors, {});
            const now = otoroshi.keys.get(id)?.clientSecret;
            if (!rotated) assert.equal(now, secret);
            else if (between === secret) assert.notEqual(now, secret);
            else assert.equal(now, between, "rotated twice");
            check("k", id);
            assertDone(await stack.preview(program), { a: "same", b: "same" });
          });
        }
      }

      for (const method of ["POST", "GET", "PATCH"]) {
        it(`taking over a key, on ${method}`, async () => {
          const { otoroshi, stack, check } = await withBystander();
          otoroshi.keys.set("k", {
            clientName: "k",
            clientSecret: "its-secret",
            authorizedEntities: ["group_g1"],
          });
          const program = {
            a: { groupId: "g1", clientId: "k", adopt: true, dailyQuota: 5, description: "new" },
          };
          const underway = await fault.begin(otoroshi, method);
          await ended(underway, await stack.up(program));
          assert.deepEqual((await stack.up(program)).errors, {});
          assert.equal(otoroshi.keys.get("k")?.clientSecret, "its-secret");
          check("k");
          assertDone(await stack.preview(program), { a: "same" });
        });
      }

      for (const method of ["GET", "PATCH"]) {
        it(`moving to another scope and another name of the server, on ${method}`, async () => {
          const { otoroshi, stack, check } = await withBystander();
          const { clientId, clientSecret, port } = otoroshi;
          const name = { url: `http://localhost:${String(port)}`, clientId, clientSecret };
          stack.config = { connections: JSON.stringify({ name }) };
          await stack.up({ a: generated });
          const { id } = stack.kept("a");
          const secret = otoroshi.keys.get(id)?.clientSecret;
          const program = { a: { ...generated, groupId: "g2", connection: "name" } };
          const underway = await fault.begin(otoroshi, method);
          await ended(underway, await stack.up(program));
          assert.deepEqual((await stack.up(program)).errors, {});
          const key = otoroshi.keys.get(id);
          assert.deepEqual([key?.clientSecret, key?.authorizedEntities], [secret, ["group_g2"]]);
          check(id);
          assertDone(await stack.preview(program), { a: "same" });
        });
      }

      it("refreshing", async () => {
        const { otoroshi, stack, check } = await withBystander();
        const program = { a: declared, b: { ...declared, clientId: "l" } };
        await stack.up(program);
        const underway = await fault.begin(otoroshi, "GET");
        await ended(underway, await stack.refresh());
        assert.deepEqual([...stack.resources.keys()], ["a", "b"], "a key was forgotten");
        assertDone(await stack.refresh(), { a: "same", b: "same" });
        check("k", "l");
        assertDone(await stack.preview(program), { a: "same", b: "same" });
      });

      it("resetting quotas", async () => {
        const { otoroshi, stack, check } = await withBystander();
        await stack.up({ a: declared });
        const program = { a: { ...declared, quotaResetTriggers: [1] } };
        const underway = await fault.begin(otoroshi, "DELETE");
        await ended(underway, await stack.up(program));
        const again = await stack.up(program);
        assert.deepEqual(again.errors, {});
        check("k");
        assertDone(await stack.preview(program), { a: "same" });
      });

      for (const edition of ["17", "1.4"] as const) {
        it(`deleting on ${edition}`, async () => {
          const { otoroshi, stack, check } = await withBystander({ edition });
          await stack.up({ a: declared });
          const underway = await fault.begin(otoroshi, "DELETE");
          await ended(underway, await stack.destroy());
          if (otoroshi.keys.get("k") !== undefined)
            assert.ok(stack.resources.has("a"), "believed deleted, and alive");
          const again = await stack.destroy();
          assert.deepEqual(again.errors, {});
          check();
          assert.equal(stack.resources.size, 0);
        });
      }
    });
  }
}
