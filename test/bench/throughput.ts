import { writeFileSync } from "node:fs";
import { Bench } from "tinybench";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import type { Inputs } from "../../provider/state/inputs";
import type { JsonObject } from "../../provider/model/json";
import { planOf } from "../../provider/reconcile/desired";
import { patchOf } from "../../provider/reconcile/patch";
import { stateWith } from "../../provider/state/outputs";
import { ADMIN, startOtoroshi } from "../otoroshi";
import { liveKey } from "../unit/key";

/** How many requests are under way at once: what the engine does on a machine of 8 cores. */
const CONCURRENCY = 32;

/** A key with as many metadata entries and tags. */
function large(count: number, value: string): Inputs {
  const names = Array.from({ length: count }, (_, index) => `name-${String(index)}`);
  return {
    groupId: "g1",
    metadata: Object.fromEntries(names.map((name) => [name, value])),
    tags: names.map((name) => `${name}-${value}`),
  };
}

/**
 * Measures what could become a bottleneck beside the engine: the client against a bare `fetch` of the same
 * answers from the same server, and the patch of a key with 1,000 metadata entries and 1,000 tags.
 */
async function throughput(): Promise<void> {
  const otoroshi = await startOtoroshi();
  const g1 = { groupId: "g1" };
  otoroshi.keys.set("k", { clientName: "k", authorizedEntities: ["group_g1"] });
  const api = new ApiKeysApi({ ...ADMIN, url: otoroshi.url });
  const headers = { "Otoroshi-Client-Id": ADMIN.clientId, "Otoroshi-Client-Secret": ADMIN.clientSecret };
  const many = (send: () => Promise<unknown>): Promise<unknown> =>
    Promise.all(Array.from({ length: CONCURRENCY }, send));

  const [before, after] = [large(1000, "before"), large(1000, "after")];
  const live = liveKey({ metadata: before.metadata, tags: before.tags });
  const state = stateWith(before, live, { resource: "made", name: undefined, owed: [] });

  const bench = new Bench({ time: 2000 });
  bench.add(`${String(CONCURRENCY)} GETs by fetch alone`, () =>
    many(() => fetch(`${otoroshi.url}/api/groups/g1/apikeys/k`, { headers }).then((answer) => answer.json())),
  );
  bench.add(`${String(CONCURRENCY)} GETs by the client`, () => many(() => api.get(g1, "k")));
  // Copies: an object's leaves are worked out once, and each update of a real run has objects of its own.
  bench.add("patch of 1,000 metadata entries and 1,000 tags, all changed", () => {
    patchOf(planOf({ ...after }, { state: { ...state } }), live as JsonObject);
  });
  bench.add("patch of 1,000 metadata entries and 1,000 tags, none changed", () => {
    patchOf(planOf({ ...before }, { state: { ...state } }), live as JsonObject);
  });
  await bench.run();
  await otoroshi.close();

  const rows = bench.tasks.map((task) => {
    const { result } = task;
    if (result.state !== "completed") throw new Error(`${task.name} did not complete`);
    return { name: task.name, perSecond: Math.round(result.throughput.mean) };
  });
  writeFileSync("throughput.json", JSON.stringify(rows, null, 1));
  process.stdout.write(
    `${rows.map(({ name, perSecond }) => `${String(perSecond)}/s  ${name}`).join("\n")}\n`,
  );
}

void throughput();
