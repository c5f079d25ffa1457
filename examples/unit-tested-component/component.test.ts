import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TeamKeys } from "./team-keys";

/** The value of an output, which is known immediately under mocks. */
const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((value) => resolve(value)));

before(() =>
  pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ name, inputs }) => ({ id: `id-of-${name}`, state: inputs as object }),
  }),
);

test("the keys share the team's daily quota", async () => {
  const { keys } = new TeamKeys("t", { team: "t", groupId: "g1", applications: ["a", "b"], dailyQuota: 9 });
  assert.deepEqual(Object.keys(keys), ["a", "b"]);
  const quotas = await Promise.all(Object.values(keys).map((key) => valueOf(key.dailyQuota)));
  assert.deepEqual(quotas, [4, 4]);
});

test("every key names its team, and has the id that the mocks gave", async () => {
  const { keys } = new TeamKeys("u", { team: "billing", groupId: "g1", applications: ["a"], dailyQuota: 9 });
  for (const key of Object.values(keys)) {
    assert.deepEqual(await valueOf(key.metadata), { team: "billing" });
    assert.equal(await valueOf(key.clientId), "id-of-u-a");
  }
});
