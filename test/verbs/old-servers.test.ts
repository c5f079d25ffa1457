import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone } from "./stack";

describe("a server that keeps one group a key", () => {
  afterEach(endScenes);

  for (const scope of [{ serviceId: "s1" }, { groupId: "g1" }]) {
    it(`has no lasting change for a key of ${JSON.stringify(scope)} that declares no further entities`, async () => {
      const { stack } = await scene({ edition: "1.4" });
      const program = { a: { ...scope, clientId: "k", authorizedEntities: [] } };
      assertDone(await stack.up(program), { a: "create" });
      assertDone(await stack.preview(program), { a: "same" });
      assertDone(await stack.refresh(), { a: "same" });
      assertDone(await stack.preview(program), { a: "same" });
    });
  }

  for (const unsupported of [{ description: "text" }, { tenant: "acme" }, { teams: ["ours"] }]) {
    it(`needs nothing to go back to of what it does not have: ${JSON.stringify(unsupported)}`, async () => {
      const { stack } = await scene({ edition: "1.4" });
      const a = { groupId: "g1", clientId: "k" };
      const refused = await stack.up({ a: { ...a, ...unsupported } });
      assert.match(refused.errors["a"] ?? "", /did not store (description|tenant|teams) as declared/u);
      assertDone(await stack.up({ a }), { a: "update" });
      assertDone(await stack.preview({ a }), { a: "same" });
    });
  }
});
