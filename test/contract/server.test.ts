import assert from "node:assert/strict";
import { ADMIN, startOtoroshi } from "../otoroshi";
import { world } from "./server";

describe("the contract tests' world", () => {
  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`leaves nothing behind on an Otoroshi ${edition}, however many keys the tests left`, async () => {
      const otoroshi = await startOtoroshi({ edition, adminKeyListed: true });
      const sizes = (): number[] =>
        [otoroshi.keys, otoroshi.groups, otoroshi.services].map((one) => one.size);
      const before = sizes();
      const server = await world({ url: otoroshi.url, ...ADMIN }, () => Promise.resolve());
      await server.api.create({ groupId: server.groupId }, { clientId: server.newId(), clientName: "x" });
      await server.api.create({ serviceId: server.serviceId }, { clientName: server.run });
      await server.close();
      assert.deepEqual(sizes(), before);
      await otoroshi.close();
    });
  }

  it("leaves nothing behind when it cannot be made as a whole", async () => {
    const otoroshi = await startOtoroshi({ adminKeyListed: true });
    const sizes = (): number[] => [otoroshi.groups.size, otoroshi.services.size];
    const before = sizes();
    const held = otoroshi.hold(({ path }) => path === "/api/services");
    const making = world({ url: otoroshi.url, ...ADMIN, requestTimeout: 0.5 }, () => Promise.resolve());
    await assert.rejects(making, { code: "timeout" });
    held.release();
    assert.deepEqual(sizes(), before);
    await otoroshi.close();
  });
});
