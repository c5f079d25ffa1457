import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { startOtoroshi } from "pulumi-otoroshi/testing";

test("the stack makes the keys, notices a change by hand, and repairs it", async () => {
  const backend = await mkdtemp(join(tmpdir(), "team-keys-"));
  const otoroshi = await startOtoroshi();
  const envVars = {
    ...otoroshi.environment,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "unit-test", workDir: __dirname },
    { envVars },
  );
  try {
    await stack.up();
    const [invoices] = [...otoroshi.keys].filter((key) => key.clientName === "billing-invoices");
    assert.ok(invoices);
    assert.equal(invoices.dailyQuota, 5_000);

    otoroshi.keys.set(invoices.clientId, { ...invoices, dailyQuota: 7 });
    const { stdout, stderr } = await stack.preview();
    assert.match(stdout + stderr, /billing-invoices: dailyQuota is 7, declared 5000/);

    otoroshi.clearRequests();
    await stack.up();
    const patches = otoroshi.requests.filter((request) => request.method === "PATCH");
    assert.deepEqual(
      patches.map((request) => request.body),
      [[{ op: "replace", path: "/dailyQuota", value: 5_000 }]],
    );
  } finally {
    await stack.destroy();
    await stack.workspace.removeStack("unit-test");
    await otoroshi.close();
    await rm(backend, { recursive: true, force: true });
  }
  assert.equal(otoroshi.keys.size, 0);
});
