import assert from "node:assert/strict";
import type { OtoroshiOptions } from "../otoroshi";
import { GROUP } from "./every-edition";
import { servers } from "./server";

describe("the version of the embedded Otoroshi", () => {
  const started = servers();

  it("is told by /api/infos from 17 on, or where one is given", async () => {
    const version = async (options: OtoroshiOptions): Promise<unknown> => {
      const { call } = await started(options);
      const { status, body } = await call("GET", "/api/infos");
      return status === 200 ? (body as { otoroshi_version: string }).otoroshi_version : status;
    };
    assert.equal(await version({}), "17.17.0");
    assert.equal(await version({ version: "16.12.1" }), "16.12.1");
    assert.equal(await version({ version: false }), 404);
    assert.equal(await version({ edition: "1.5" }), 404);
    assert.equal(await version({ legacy: true }), 404);
  });

  it("decides whether a creation replaces an existing key", async () => {
    const second = async (options: OtoroshiOptions): Promise<number> => {
      const { call, otoroshi } = await started(options);
      otoroshi.keys.set("k", { authorizedGroup: "g1" });
      return (await call("POST", GROUP, { clientId: "k", clientName: "n" })).status;
    };
    assert.equal(await second({ version: "16.4.9" }), 201);
    assert.equal(await second({ version: "16.5.0" }), 400);
    assert.equal(await second({ version: false }), 400);
    assert.equal(await second({ version: false, overwrites: true }), 201);
    assert.equal(await second({ edition: "1.5", overwrites: false }), 400);
  });
});
