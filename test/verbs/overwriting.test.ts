import assert from "node:assert/strict";
import sinon from "sinon";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import { endScenes, scene } from "./scene";

describe("a server that overwrites what is created again", () => {
  afterEach(async () => {
    sinon.restore();
    await endScenes();
  });

  it("is asked for each key of a declared id right before it is made, however many are made", async () => {
    const { otoroshi, stack } = await scene({ edition: "1.5" });
    const ids = Array.from({ length: 8 }, (_, index) => `k${String(index)}`);
    const create = sinon.stub(ApiKeysApi.prototype, "create").callThrough();
    // Somebody makes a key of the last id while the run is under way.
    create.onCall(6).callsFake(function (this: ApiKeysApi, ...args) {
      const theirs = { clientName: "theirs", clientSecret: "their-secret", authorizedEntities: ["group_g1"] };
      otoroshi.keys.set("k7", theirs);
      return create.wrappedMethod.apply(this, args);
    });
    const run = await stack.up(
      Object.fromEntries(ids.map((clientId) => [clientId, { groupId: "g1", clientId }])),
    );
    const refused = /a key with this clientId exists already, and this server would overwrite it/u;
    assert.match(run.errors["k7"] ?? "", refused);
    assert.equal(otoroshi.keys.get("k7")?.clientSecret, "their-secret");
  });
});
