import assert from "node:assert/strict";
import { endScenes, scene } from "./scene";
import { assertDone, type Properties } from "./stack";

describe("a scope", () => {
  afterEach(endScenes);

  for (const edition of ["17", "1.5", "1.4"] as const) {
    it(`of Otoroshi ${edition} is left for another one in place: same id, same secret, what it opens follows`, async () => {
      const { otoroshi, stack, writes } = await scene({ edition });
      await stack.up({ a: { groupId: "g1", clientId: "k" } });
      const secret = otoroshi.keys.get("k")?.clientSecret;
      for (const [scope, entity, group] of [
        [{ groupId: "g2" }, "group_g2", "g2"],
        [{ serviceId: "s1" }, "service_s1", "g1"],
        [{ serviceId: "s2" }, "service_s2", "g2"],
        [{ groupId: "g1" }, "group_g1", "g1"],
      ] as const) {
        writes();
        assertDone(await stack.up({ a: { ...scope, clientId: "k" } }), { a: "update" });
        assert.equal(writes().length, 1);
        const key = otoroshi.keys.get("k");
        if (edition === "1.4") assert.equal(key?.authorizedGroup, group);
        else assert.deepEqual(key?.authorizedEntities, [entity]);
        assert.equal(key.clientSecret, secret);
        assertDone(await stack.preview({ a: { ...scope, clientId: "k" } }), { a: "same" });
        assertDone(await stack.refresh(), { a: "same" });
      }
    });

    it(`of Otoroshi ${edition} that is not there is no place to move to: refused, the key untouched`, async () => {
      const { otoroshi, stack, writes } = await scene({ edition });
      await stack.up({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } });
      const before = { ...otoroshi.keys.get("k") };
      for (const scope of [{ groupId: "paymnets" }, { serviceId: "nope" }]) {
        const [argument = "", id = ""] = Object.entries(scope).flat();
        const program = { a: { ...scope, clientId: "k", dailyQuota: 6 } };
        const seen = await stack.preview(program);
        assertDone(seen, { a: "update" });
        assert.match(
          seen.said,
          new RegExp(
            `warning: there is no ${argument.replace("Id", "")} '${id}'; pulumi up fails unless the same run creates it`,
            "u",
          ),
        );
        writes();
        const run = await stack.up(program);
        assert.match(
          run.errors["a"] ?? "",
          new RegExp(`there is no ${argument.replace("Id", "")} '${id}'. Create it first`, "u"),
        );
        assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
        assert.deepEqual(writes(), []);
      }
      assertDone(await stack.preview({ a: { groupId: "g1", clientId: "k", dailyQuota: 5 } }), { a: "same" });
    });

    it(`of Otoroshi ${edition} that was deleted is said once and is an error, the key untouched`, async () => {
      const { otoroshi, stack } = await scene({ edition, groups: ["gone"] });
      const program = { a: { groupId: "gone", clientId: "k", dailyQuota: 5 } };
      await stack.up(program);
      otoroshi.groups.delete("gone");
      const before = { ...otoroshi.keys.get("k") };
      const seen = await stack.preview(program);
      assert.match(`${seen.said}${JSON.stringify(seen.errors)}`, /group 'gone'/u);
      const run = await stack.up({ a: { ...program.a, dailyQuota: 6 } });
      assert.match(run.errors["a"] ?? "", /group 'gone'/u);
      assert.deepEqual({ ...otoroshi.keys.get("k") }, before);
      otoroshi.groups.set("gone", { name: "gone", description: "gone" });
      assertDone(await stack.up({ a: { ...program.a, dailyQuota: 6 } }), { a: "update" });
      assertDone(await stack.preview({ a: { ...program.a, dailyQuota: 6 } }), { a: "same" });
    });
  }

  for (const edition of ["17", "1.5"] as const) {
    it(`of Otoroshi ${edition} that was deleted is left for another one`, async () => {
      const { otoroshi, stack } = await scene({ edition, groups: ["gone"] });
      await stack.up({ a: { groupId: "gone", clientId: "k" } });
      otoroshi.groups.delete("gone");
      assertDone(await stack.up({ a: { groupId: "g1", clientId: "k" } }), { a: "update" });
      assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, ["group_g1"]);
      assertDone(await stack.preview({ a: { groupId: "g1", clientId: "k" } }), { a: "same" });
    });

    it(`of Otoroshi ${edition} that was deleted keeps no key from being deleted`, async () => {
      const { otoroshi, stack } = await scene({ edition, groups: ["gone"] });
      await stack.up({ a: { groupId: "gone", clientId: "k" } });
      otoroshi.groups.delete("gone");
      assertDone(await stack.destroy(), { a: "delete" });
      assert.equal(otoroshi.keys.size, 0);
    });

    it(`of Otoroshi ${edition} that somebody moved the key out of is drift, and up takes the key back`, async () => {
      const { otoroshi, stack } = await scene({ edition });
      const program = { a: { groupId: "g1", clientId: "k" } };
      await stack.up(program);
      const moved = {
        authorizedEntities: ["group_g2"],
        authorizedGroup: "g2",
        authorizations: [{ kind: "group", id: "g2" }],
      };
      otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...moved } as never);
      const seen = await stack.preview(program);
      assertDone(seen, { a: "update" });
      assert.match(seen.said, /authorizedEntities/u);
      assertDone(await stack.up(program), { a: "update" });
      assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, ["group_g1"]);
      otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), ...moved } as never);
      assertDone(await stack.refresh(), { a: "update" });
      assert.equal(stack.kept("a").inputs["groupId"], "g2");
      assertDone(await stack.up(program), { a: "update" });
      assert.deepEqual(otoroshi.keys.get("k")?.authorizedEntities, ["group_g1"]);
    });
  }

  it("of a service of an older server is not refreshed into one of its group", async () => {
    const { otoroshi, stack } = await scene({ edition: "1.4" });
    const program = { a: { serviceId: "s1", clientId: "k", dailyQuota: 5 } };
    await stack.up(program);
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), dailyQuota: 7 } as never);
    assertDone(await stack.refresh(), { a: "update" });
    const { inputs } = stack.kept("a");
    assert.deepEqual([inputs["serviceId"], inputs["groupId"], inputs["dailyQuota"]], ["s1", undefined, 7]);
    assertDone(await stack.up(program), { a: "update" });
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("of a service of an older server is told from the group that the key was moved to", async () => {
    const { otoroshi, stack } = await scene({ edition: "1.4" });
    const program = { a: { serviceId: "s1", clientId: "k" } };
    await stack.up(program);
    otoroshi.keys.set("k", { ...otoroshi.keys.get("k"), authorizedGroup: "g3" } as never);
    assertDone(await stack.preview(program), { a: "update" });
    assertDone(await stack.refresh(), { a: "update" });
    assert.equal(stack.kept("a").inputs["groupId"], "g3");
    assertDone(await stack.up(program), { a: "update" });
    assert.equal(otoroshi.keys.get("k")?.authorizedGroup, "g1");
    assertDone(await stack.preview(program), { a: "same" });
  });

  it("with the key's own id: the scope's absence is not the key's", async () => {
    for (const scope of [
      { routeId: "billing" },
      { apiId: "billing" },
      { groupId: "billing" },
      { serviceId: "billing" },
    ]) {
      const { otoroshi, stack } = await scene({
        routes: { billing: ["g1"] },
        apis: ["billing"],
        groups: ["billing"],
        services: { billing: ["g1"] },
      });
      await stack.up({ a: { ...scope, clientId: "billing" } });
      for (const kind of ["routes", "apis", "groups", "services"] as const) otoroshi[kind].delete("billing");
      const run = await stack.refresh();
      assert.deepEqual(run.errors, {});
      assert.ok(stack.kept("a"));
      assertDone(await stack.destroy(), { a: "delete" });
      assert.equal(otoroshi.keys.size, 0, JSON.stringify(scope));
    }
  });

  const granted = (entities: readonly string[]): Properties => ({
    authorizedEntities: entities,
    authorizations: entities.map((one) => ({ kind: one.split("_")[0], id: one.split("_")[1] })),
  });

  it("changes without the loss of what somebody grants between the comparison and the update", async () => {
    const { otoroshi, stack } = await scene();
    const at = (groupId: string): Record<string, Properties> =>
      Object.fromEntries(
        Array.from({ length: 6 }, (_, one) => [`a${String(one)}`, { groupId, clientId: `k${String(one)}` }]),
      );
    await stack.up(at("g1"));
    const grant = (): void => {
      for (const id of ["k0", "k5"]) {
        otoroshi.keys.set(id, { ...otoroshi.keys.get(id), ...granted(["group_g1", "service_s2"]) } as never);
      }
    };
    const steps = Object.fromEntries(Object.keys(at("g2")).map((name) => [name, "update" as const]));
    assertDone(await stack.up(at("g2"), { compared: grant, parallel: true }), steps);
    for (const id of ["k0", "k5"])
      assert.deepEqual(otoroshi.keys.get(id)?.authorizedEntities, ["group_g2", "service_s2"]);
    assert.deepEqual(otoroshi.keys.get("k1")?.authorizedEntities, ["group_g2"]);
  });

  it("changes for a key that opens so much that its list cannot be sent twice", async () => {
    const { otoroshi, stack, patches } = await scene();
    const many = Array.from({ length: 1500 }, (_, index) => `route_${"x".repeat(32)}${String(index + 1000)}`);
    await stack.up({ a: { groupId: "g1", clientId: "k" } });
    const open = (...more: string[]): void => {
      const key = { ...otoroshi.keys.get("k"), ...granted(["group_g1", ...many, ...more]) };
      otoroshi.keys.set("k", key as never);
    };
    open();
    const moved = { a: { groupId: "g2", clientId: "k" } };
    assertDone(await stack.up(moved, { compared: () => open("service_s2") }), { a: "update" });
    const entities = otoroshi.keys.get("k")?.authorizedEntities ?? [];
    assert.deepEqual(new Set(entities), new Set([...many, "service_s2", "group_g2"]));
    assert.ok(JSON.stringify(patches().at(-1)).length < 1000);
    assertDone(await stack.preview(moved), { a: "same" });
  });

  it("is kept by a key that was deleted between the comparison and the update: made again", async () => {
    const { otoroshi, stack } = await scene();
    const program = (dailyQuota: number): Record<string, Properties> =>
      Object.fromEntries(
        Array.from({ length: 6 }, (_, one) => [
          `a${String(one)}`,
          { groupId: "g1", clientId: `k${String(one)}`, dailyQuota },
        ]),
      );
    await stack.up(program(1));
    const secrets = ["k0", "k5"].map((id) => otoroshi.keys.get(id)?.clientSecret);
    const remove = (): void => {
      for (const id of ["k0", "k5"]) otoroshi.keys.delete(id);
    };
    const run = await stack.up(program(2), { compared: remove, parallel: true });
    assert.deepEqual(run.errors, {});
    assert.deepEqual(
      ["k0", "k5"].map((id) => otoroshi.keys.get(id)?.clientSecret),
      secrets,
    );
    assert.ok([...otoroshi.keys].every((key) => key.dailyQuota === 2));
  });

  it("is said when the key is gone with its scope, because pulumi up could not make it again", async () => {
    const { otoroshi, stack } = await scene({ groups: ["gone"] });
    const program = { a: { groupId: "gone", clientId: "k" } };
    await stack.up(program);
    otoroshi.keys.delete("k");
    otoroshi.groups.delete("gone");
    const { said } = await stack.preview(program);
    assert.match(said, /the key is not on the server any more.*warning: there is no group 'gone'/u);
  });
});
