import assert from "node:assert/strict";
import fc from "fast-check";
import { withFastTime } from "./fast-time";
import { changed, history, serverOf, type ByHand, type Step } from "./random-histories";
import { endScenes, foreign, scene, type Scene } from "./scene";
import type { Program, Run, RunOptions } from "./stack";

const HISTORIES = 60;
const lived = { runs: 0, failed: 0 };

/** Two servers, and a stack that reaches each by two names. */
async function world(edition: "17" | "1.5" | "1.4"): Promise<readonly [Scene, Scene]> {
  const servers = [await scene({ edition }), await scene()] as const;
  const at = ({ otoroshi }: Scene, host: string): object => {
    const { clientId, clientSecret, port } = otoroshi;
    return { url: `http://${host}:${String(port)}`, clientId, clientSecret };
  };
  const [one, two] = servers;
  const connections = {
    same: at(one, "127.0.0.1"),
    name: at(one, "localhost"),
    two: at(two, "127.0.0.1"),
    second: at(two, "localhost"),
  };
  one.stack.config = { connections: JSON.stringify(connections) };
  for (const { otoroshi } of servers) foreign(otoroshi, "theirs", { authorizedGroup: "g1" });
  return servers;
}

/** The secrets of all keys, by the server's number and the key's id. */
function secrets(servers: readonly Scene[]): Map<string, string> {
  return new Map(
    servers.flatMap(({ otoroshi }, index) =>
      [...otoroshi.keys].map((key) => [`${String(index)} ${key.clientId}`, key.clientSecret] as const),
    ),
  );
}

/** @returns the key that was touched, as `secrets` names it */
function touch(servers: readonly [Scene, Scene], { kind, server, at }: ByHand): string {
  const { keys } = servers[server].otoroshi;
  const ours = [...keys].filter((key) => key.clientId !== "theirs");
  const key = ours[at % Math.max(1, ours.length)];
  if (key === undefined) return "";
  if (kind === "delete") keys.delete(key.clientId);
  else
    keys.set(key.clientId, {
      ...key,
      ...(kind === "quota" ? { dailyQuota: 777 } : { clientSecret: "by-hand" }),
    });
  return `${String(server)} ${key.clientId}`;
}

function optionsOf({ replaced, deleteFirst, parallel }: Step, program: Program): RunOptions {
  const names = Object.keys(program);
  const name = replaced && names[replaced.at % Math.max(1, names.length)];
  return { deleteFirst, parallel, ...(replaced && name !== undefined ? { [replaced.by]: [name] } : {}) };
}

function hasFailed({ errors, refused }: Run): boolean {
  return Object.keys(errors).length + Object.keys(refused).length > 0;
}

/** One run, after which no key of the program is gone, and none of anybody else has changed. */
async function live(servers: readonly [Scene, Scene], program: Program, step: Step): Promise<void> {
  const [{ stack }] = servers;
  const touched = step.byHand && touch(servers, step.byHand);
  const before = secrets(servers);
  const resources = new Map(stack.resources);
  const fault = step.fault && servers[step.fault.server].otoroshi.fail(step.fault.failure);
  if (step.refresh) await stack.refresh();
  await stack.preview(program, optionsOf(step, program));
  const run = await stack.up(program, optionsOf(step, program));
  fault?.stop();
  const after = secrets(servers);
  lived.runs += 1;
  if (hasFailed(run)) lived.failed += 1;
  const replaced = Object.values(optionsOf(step, program)).flat();
  for (const [name, { clientId, connection }] of Object.entries(program)) {
    const had = resources.get(name);
    const stays = had !== undefined && serverOf(had.outputs["connection"]) === serverOf(connection);
    const kept = stays && !replaced.includes(name) ? had.id : stack.resources.get(name)?.id;
    const id = typeof clientId === "string" ? clientId : (kept ?? "");
    const key = `${String(serverOf(connection))} ${id}`;
    if (!before.has(key)) continue;
    assert.ok(after.has(key), `${name}'s key is gone: ${run.said}`);
    if (key !== touched) assert.equal(after.get(key), before.get(key), `${name} has another secret`);
  }
  if (hasFailed(run) || /not compared/u.test(run.said)) return;
  const next = await stack.preview(program);
  assert.ok(
    !hasFailed(next) && Object.values(next.steps).every((one) => one === "same"),
    JSON.stringify(next),
  );
  for (const { id, outputs } of stack.resources.values()) {
    const key = `${String(serverOf(outputs["connection"]))} ${id}`;
    assert.equal(outputs["clientSecret"], after.get(key), "state and server do not agree");
  }
}

describe("in lives of a stack at random: renames, moves between servers, replacements, changes by hand, faults", function () {
  this.timeout(300_000);
  withFastTime();
  afterEach(endScenes);
  after(() => {
    console.log(`      ${String(lived.runs)} runs, ${String(lived.failed)} of them failed`);
  });

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`no key of the program is lost, and none of others is touched, on Otoroshi ${edition}`, async () => {
      await fc.assert(
        fc.asyncProperty(history, async (steps) => {
          const servers = await world(edition);
          const theirs = (): unknown[] => servers.map(({ otoroshi }) => ({ ...otoroshi.keys.get("theirs") }));
          const atFirst = theirs();
          let program: Program = {};
          for (const [round, step] of steps.entries()) {
            program = changed(program, step.change, round);
            await live(servers, program, step);
            assert.deepEqual(theirs(), atFirst);
          }
          await endScenes();
        }),
        { numRuns: HISTORIES / 3 },
      );
    });
  }
});
