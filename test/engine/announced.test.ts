import assert from "node:assert/strict";
import { scene, type Scene } from "./scene";

describe("on the real engine, what a preview announces", function () {
  this.timeout(300_000);
  let at: Scene;
  before(async () => {
    at = await scene();
  });
  after(() => at.end());

  const change = (clientId: string, changes: object): void => {
    Object.assign(at.otoroshi.keys.get(clientId) ?? {}, changes);
  };

  it("of refused arguments is which, with the name that is meant and no secret", async () => {
    await at.stack.program(`
      new ApiKey("a", {
        groupId: "g1", dailyQota: 5, dailyQuota: -1, restrictions: { allow: [] }, metadata: { a: 5 },
        clientSecret: pulumi.secret(12345678),
      });`);
    const { code, output } = await at.stack.run("preview");
    assert.notEqual(code, 0);
    for (const sentence of [
      /property dailyQota .*: is not an argument of ApiKey; did you mean dailyQuota\?/u,
      /property dailyQuota value \{-1\} has a problem: must be a whole number/u,
      /property restrictions\.allow .*: is not a property of restrictions; did you mean allowed\?/u,
      /property metadata\.a .*: must be a string/u,
      /property clientSecret .*: must be a string/u,
    ])
      assert.match(output, sentence);
    assert.doesNotMatch(output, /12345678/u);
  });

  it("of keys that wait for an output is what is known: adoption, drift, triggers", async () => {
    const program = (changes = "", trigger = 1): string => `
      const source = new ApiKey("source", { groupId: "g1", clientId: "source"${changes} });
      new ApiKey("waiting", {
        groupId: "g1", clientId: "waiting", dailyQuota: 5, metadata: { seen: source.clientSecret },
        secretRotationTriggers: [${String(trigger)}],
      });`;
    await at.stack.program(program());
    await at.stack.up();
    change("waiting", { dailyQuota: 500 });
    const theirs = { clientSecret: "secret-of-theirs", authorizedEntities: ["group_g2"] };
    at.otoroshi.keys.set("theirs", { ...theirs, metadata: { seen: "an-older-secret" } });
    await at.stack.program(`${program(', description: "changed"', 2)}
      new ApiKey("taken", {
        groupId: "g1", clientId: "theirs", adopt: true, description: "d", metadata: { seen: source.clientSecret },
      });`);
    const { output } = await at.stack.preview();
    for (const line of [
      "waiting: the secret will be replaced; dailyQuota is 500, declared 5 (api key 'waiting')",
      ": 2 to change, 1 not known yet",
      '  description: "" -> "d"',
      '  authorizedEntities: ["group_g2"] -> ["group_g1","group_g2"]',
      "  metadata.seen: not known yet",
      'Adopted keys are not deleted, even if this preview shows "delete" for another resource of the same key ' +
        "(after a rename, for example).",
    ])
      assert.ok(output.includes(line), output);
    assert.doesNotMatch(output, /an-older-secret/u);
    await at.stack.up();
    assert.equal(at.otoroshi.keys.get("waiting")?.dailyQuota, 5);
  });

  it("hides what objects of a class, an option, or the program of the last run mark as secrets", async () => {
    const program = (mark: string): string => `
      class Notes { constructor() { this.token = pulumi.secret("ours-token"); this.plain = "shown"; } }
      new ApiKey("classed", { groupId: "g1", clientId: "classed", metadata: new Notes() });
      new ApiKey("opted", { groupId: "g1", clientId: "opted", description: "ours-option" },
        { additionalSecretOutputs: ["description"] });
      new ApiKey("unmarked", { groupId: "g1", clientId: "unmarked", tags: [${mark}("tag")] });`;
    await at.stack.program(program("pulumi.secret"));
    await at.stack.up();
    change("classed", { metadata: { token: "by-hand-token", plain: "seen" } });
    change("opted", { description: "by-hand-option" });
    change("unmarked", { tags: ["by-hand-tag"] });
    await at.stack.program(program(""));
    const { output } = await at.stack.preview();
    for (const line of [
      'classed: metadata.plain is "seen", declared "shown"; metadata.token differs from the declared value (api key',
      "opted: description differs from the declared value (api key",
      'unmarked: tags is [secret], declared ["tag"] (api key',
    ])
      assert.ok(output.includes(line), output);
    assert.doesNotMatch(output, /by-hand|ours-token/u);
  });
});
