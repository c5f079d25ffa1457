import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

test("the Secret holds the key's id and secret, marked as secret", async () => {
  const registered: pulumi.runtime.MockResourceArgs[] = [];
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: (resource) => {
      registered.push(resource);
      const isKey = resource.type.endsWith("otoroshi:ApiKey");
      const state = isKey ? { clientSecret: "s3cret" } : (resource.inputs as object);
      return { id: isKey ? "billing-id" : resource.name, state };
    },
  });
  const { secretName } = await import("./index.js");
  assert.equal(await new Promise((resolve) => secretName.apply(resolve)), "billing-otoroshi");

  const secret = registered.find((one) => one.type === "kubernetes:core/v1:Secret");
  const { stringData } = secret?.inputs as { stringData: { value: unknown } };
  // How Pulumi passes a secret on: the whole of stringData is one, because a part of it is.
  assert.deepEqual(stringData.value, {
    OTOROSHI_CLIENT_ID: "billing-id",
    OTOROSHI_CLIENT_SECRET: "s3cret",
  });
});
