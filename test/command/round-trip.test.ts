import assert from "node:assert/strict";
import fc from "fast-check";
import { format } from "prettier";
import { endScenes, scene } from "../verbs/scene";
import { assertDone, type Program } from "../verbs/stack";
import { complaints } from "./compile";
import { evaluate } from "./evaluate";
import { handMade } from "./hand-made";
import { environmentOf, run } from "./run";

const options = {
  "17": {
    groups: ['odd "group"\n', "a/b c", { id: "gacme", tenant: "acme", teams: ["t1"] }],
    apis: ["a1"],
    routes: { r1: ["g1"], route_56e2: ["g2"] },
  },
  "1.5": { groups: ['odd "group"\n', "a/b c"] },
  "1.4": { groups: ['odd "group"\n', "a/b c"] },
} as const;

describe("keys made by hand, imported and taken over", function () {
  this.timeout(240_000);
  afterEach(endScenes);

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`stay as they are on Otoroshi ${edition}, and nothing is left to do`, async () => {
      const { otoroshi, stack, patches, writes } = await scene({ edition, ...options[edition] });
      for (const [index, document] of fc.sample(handMade, { numRuns: 80, seed: 5 }).entries()) {
        // Otoroshi 17 refuses blank names.
        const named =
          edition === "17" && String(document["clientName"]).trim() === "" ? { clientName: "x" } : {};
        otoroshi.keys.set(index % 5 === 0 ? `id "${String(index)}"/支付 %` : `id-${String(index)}`, {
          ...document,
          ...named,
        });
      }
      const { code, out, err } = await run(["import"], { environment: environmentOf(otoroshi) });
      assert.deepEqual([code, err], [0, ""]);
      assert.deepEqual(complaints(out), []);
      assert.equal(await format(out, { parser: "typescript" }), out);
      assert.equal((await run(["import"], { environment: environmentOf(otoroshi) })).out, out);
      for (const { clientSecret } of otoroshi.keys) assert.ok(!out.includes(clientSecret));
      const declared = evaluate(out);
      assert.ok(declared.length > 40, String(declared.length));
      const program = Object.fromEntries(declared.map(({ name, args }) => [name, args])) as Program;
      assert.equal(Object.keys(program).length, declared.length);
      const before = structuredClone([...otoroshi.keys]);
      otoroshi.clearRequests();
      const created = Object.fromEntries(declared.map(({ name }) => [name, "create"] as const));
      const preview = await stack.preview(program);
      assertDone(preview, created);
      assert.doesNotMatch(preview.said, /\d to change/u);
      otoroshi.clearRequests();
      assertDone(await stack.up(program, { parallel: true }), created);
      assert.deepEqual(patches(), []);
      assert.deepEqual([...otoroshi.keys], before);
      const same = Object.fromEntries(declared.map(({ name }) => [name, "same"] as const));
      writes();
      const again = await stack.preview(program);
      assertDone(again, same);
      assert.equal(again.said, "");
      assertDone(await stack.refresh(), same);
      assertDone(await stack.preview(program), same);
      assert.deepEqual(writes(), []);
    });
  }
});
