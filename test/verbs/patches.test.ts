import assert from "node:assert/strict";
import fc from "fast-check";
import { applyPatch as applyIndependently, type Operation } from "rfc6902";
import type { ApiKeyEntity } from "../../provider/client/entities";
import type { JsonObject } from "../../provider/model/json";
import { differences } from "../../provider/reconcile/compare";
import { afterWrite, planOf, type Plan } from "../../provider/reconcile/desired";
import { patchOf } from "../../provider/reconcile/patch";
import type { Inputs } from "../../provider/state/inputs";
import { normalised, present } from "../../provider/state/normalised";
import { stateWith } from "../../provider/state/outputs";
import { argumentFailures } from "../../provider/state/validation";
import { ADMIN, startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { declaredKey, liveDocument } from "./random-keys";
import { ApiKeysApi } from "../../provider/client/api-keys-api";

const RUNS = 300;
const tried = { keys: 0, operations: 0 };

/** Arguments as `check` lets them pass. */
function checked(args: object): Inputs {
  const given = present({ groupId: "g1", ...args });
  assert.deepEqual(argumentFailures(given), []);
  return normalised(given);
}

/** The document after a patch, by an implementation of RFC 6902 that is not the one the provider uses. */
function patched(live: JsonObject, patch: readonly unknown[]): JsonObject | undefined {
  const document = structuredClone(live);
  const errors = applyIndependently(document, structuredClone(patch) as Operation[]);
  return errors.some((error) => error !== null) ? undefined : document;
}

/** What the server makes of the three fields that say the entities. */
function entitiesTold(document: JsonObject): JsonObject {
  const entities = [...(document["authorizedEntities"] as string[])].sort();
  return { ...document, authorizations: null, authorizedGroup: null, authorizedEntities: entities };
}

describe("for keys at random, a patch", function () {
  this.timeout(120_000);
  let otoroshi: EmbeddedOtoroshi;
  let api: ApiKeysApi;
  before(async () => {
    otoroshi = await startOtoroshi();
    api = new ApiKeysApi({ ...ADMIN, url: otoroshi.url });
  });
  after(async () => {
    await otoroshi.close();
    console.log(`      ${String(tried.keys)} keys and ${String(tried.operations)} operations tried`);
  });

  const cases = fc.tuple(declaredKey, fc.option(declaredKey, { nil: undefined }), liveDocument);

  // The other implementation does not write a member of this name; the server does.
  const ordinary = cases.filter((one) => !JSON.stringify(one).includes("__proto__"));

  /** The plan of what is declared now, where something else may have been declared before. */
  function planned(now: object, before: object | undefined, live: JsonObject): Plan {
    const state =
      before &&
      stateWith(checked(before), live as unknown as ApiKeyEntity, {
        resource: "made",
        name: undefined,
        owed: [],
      });
    return planOf(checked(now), { state });
  }

  it("gives what is declared, leaves the rest, and is empty the second time", () => {
    fc.assert(
      fc.property(ordinary, ([now, before, live]) => {
        const plan = planned(now, before, live);
        const patch = patchOf(plan, live);
        tried.keys += 1;
        tried.operations += patch.length;
        const after = patched(live, patch);
        assert.ok(after, `the patch cannot be applied: ${JSON.stringify(patch)}`);
        assert.deepEqual(differences(afterWrite(plan), after), []);
        assert.deepEqual(patchOf(afterWrite(plan), after), []);
        const touched = new Set(patch.map(({ path }) => path.split("/")[1]));
        for (const name of Object.keys(live))
          if (!touched.has(name)) assert.deepEqual(after[name], live[name], name);
        const [declared, was] = [now, before ?? {}].map(
          (one) => (one as { metadata?: object }).metadata ?? {},
        );
        for (const [name, value] of Object.entries(live["metadata"] as object))
          if (!Object.hasOwn(declared ?? {}, name) && !Object.hasOwn(was ?? {}, name))
            assert.deepEqual((after["metadata"] as Record<string, unknown>)[name], value);
      }),
      { numRuns: RUNS },
    );
  });

  it("is minimal: without any one of its operations it is not enough", () => {
    fc.assert(
      fc.property(ordinary, ([now, before, live]) => {
        const plan = planned(now, before, live);
        const patch = patchOf(plan, live).filter(({ op }) => op !== "test");
        const goal = patched(live, patch);
        patch.forEach((operation, index) => {
          const without = patched(live, patch.toSpliced(index, 1));
          if (without === undefined) return;
          // The three fields of entities go together: what one keeps, the server's reader takes back.
          assert.notDeepEqual(without, goal, `${JSON.stringify(operation)} can be left out`);
        });
      }),
      { numRuns: RUNS },
    );
  });

  it("says the same to the embedded server, which then has nothing more to change", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([now, before, live]) => {
        otoroshi.keys.clear();
        const there = otoroshi.keys.set("random", live) as unknown as JsonObject;
        const plan = planned(now, before, there);
        const patch = patchOf(plan, there);
        const answer = (await api.patch(undefined, "random", patch)) as JsonObject;
        assert.deepEqual(differences(afterWrite(plan), answer), []);
        if (JSON.stringify([patch, there]).includes("__proto__")) return;
        // The server fills in what it fills in of every key that it reads.
        const goal = otoroshi.keys.set(
          "random",
          patched(there, patch) as JsonObject,
        ) as unknown as JsonObject;
        assert.deepEqual(entitiesTold(answer), entitiesTold(goal));
      }),
      { numRuns: 100 },
    );
  });
});
