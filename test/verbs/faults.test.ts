import assert from "node:assert/strict";
import sinon from "sinon";
import { pause } from "../../provider/servers/pause";
import { fastTime } from "./fast-time";
import { faults } from "./faults";
import { endScenes, scene, type Scene } from "./scene";
import { assertDone, type Properties } from "./stack";

const tried = { faults: 0, agreed: 0 };

describe("after a fault the next run makes server and state agree", function () {
  this.timeout(60_000);
  let endFastTime: () => void;
  beforeEach(() => {
    sinon.stub(pause, "for").resolves();
    endFastTime = fastTime();
  });
  afterEach(async () => {
    endFastTime();
    sinon.restore();
    await endScenes();
  });
  after(() => {
    console.log(`      ${String(tried.faults)} faults tried, losses: ${String(tried.faults - tried.agreed)}`);
  });

  /** A server with a key of somebody else, which no fault may touch. */
  async function withBystander(
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

  const generated: Properties = { groupId: "g1", dailyQuota: 5 };
  const declared: Properties = {
    groupId: "g1",
    clientId: "k",
    clientSecret: "declared-secret",
    dailyQuota: 5,
  };

  for (const fault of faults) {
    describe(fault.name, () => {
      for (const [what, args, edition] of [
        ["a key of a generated id", generated, "17"],
        ["a key of a declared id", declared, "17"],
        ["a key of a declared id on 1.5", declared, "1.5"],
        ["a key of a generated id on 1.4", generated, "1.4"],
      ] as const) {
        it(`creating ${what}`, async () => {
          const { otoroshi, stack, check } = await withBystander({ edition });
          const program = { a: args };
          const end = await fault.begin(otoroshi, "POST");
          const run = await stack.up(program);
          await end();
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
            const end = await fault.begin(otoroshi, method);
            await stack.up(program);
            const between = otoroshi.keys.get(id)?.clientSecret;
            await end();
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

      it("refreshing", async () => {
        const { otoroshi, stack, check } = await withBystander();
        const program = { a: declared, b: { ...declared, clientId: "l" } };
        await stack.up(program);
        const end = await fault.begin(otoroshi, "GET");
        await stack.refresh();
        await end();
        assert.deepEqual([...stack.resources.keys()], ["a", "b"], "a key was forgotten");
        assertDone(await stack.refresh(), { a: "same", b: "same" });
        check("k", "l");
        assertDone(await stack.preview(program), { a: "same", b: "same" });
      });

      it("resetting quotas", async () => {
        const { otoroshi, stack, check } = await withBystander();
        await stack.up({ a: declared });
        const program = { a: { ...declared, quotaResetTriggers: [1] } };
        const end = await fault.begin(otoroshi, "DELETE");
        await stack.up(program);
        await end();
        const again = await stack.up(program);
        assert.deepEqual(again.errors, {});
        check("k");
        assertDone(await stack.preview(program), { a: "same" });
      });

      for (const edition of ["17", "1.4"] as const) {
        it(`deleting on ${edition}`, async () => {
          const { otoroshi, stack, check } = await withBystander({ edition });
          await stack.up({ a: declared });
          const end = await fault.begin(otoroshi, "DELETE");
          await stack.destroy();
          await end();
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
});
