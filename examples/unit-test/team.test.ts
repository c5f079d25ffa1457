import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { Team } from "./team";

// Run with: npx tsx --test team.test.ts
const registered = new Map<string, Record<string, unknown>>();

before(() =>
  pulumi.runtime.setMocks({
    // The get functions come here, under tokens such as otoroshi:index:getApiKey. Lists are answered as lists.
    call: ({ token }) =>
      token === "otoroshi:index:getApiKeys" ? [{ dailyQuota: 60_000 }, { dailyQuota: 15_000 }] : {},
    // The id of an ApiKey is its clientId.
    newResource: ({ name, inputs }) => {
      registered.set(name, inputs as Record<string, unknown>);
      return { id: `id-of-${name}`, state: inputs as Record<string, unknown> };
    },
  }),
);

void test("a team gets what the group's other keys leave", async () => {
  const team = new Team("billing", "payments");
  const clientId = await new Promise((resolve) => team.clientId.apply(resolve));
  assert.equal(clientId, "id-of-billing");
  const { dailyQuota, metadata } = registered.get("billing") ?? {};
  assert.deepEqual({ dailyQuota, metadata }, { dailyQuota: 25_000, metadata: { team: "billing" } });
});
