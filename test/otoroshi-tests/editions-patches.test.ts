import assert from "node:assert/strict";
import { error, everyEdition, GROUP } from "./every-edition";

describe("a patch on each edition of the embedded Otoroshi", () => {
  const all = everyEdition();

  it("moves a key by the patch of its time", async () => {
    const patches = {
      group: [{ op: "replace", path: "/authorizedGroup", value: "g2" }],
      entities: [{ op: "replace", path: "/authorizedEntities", value: ["group_g2"] }],
      both: [
        { op: "replace", path: "/authorizedEntities", value: ["group_g2"] },
        { op: "remove", path: "/authorizedGroup" },
      ],
      safe: [
        { op: "replace", path: "/authorizedEntities", value: ["group_g2"] },
        { op: "remove", path: "/authorizations" },
        { op: "remove", path: "/authorizedGroup" },
      ],
    };
    const moved = await all(async ({ call, otoroshi }) => {
      const seen: unknown[] = [];
      for (const patch of Object.values(patches)) {
        otoroshi.keys.set("k", { authorizedGroup: "g1", authorizedEntities: ["group_g1"] });
        const { status } = await call("PATCH", `${GROUP}/k`, patch);
        const key = otoroshi.keys.get("k");
        seen.push(`${status} ${(key?.authorizedEntities ?? [key?.authorizedGroup]).join()}`);
      }
      return seen;
    });
    assert.deepEqual(moved, [
      ["200 g2", "401 g1", "401 g1", "401 g1"],
      ["200 group_g2,group_g1", "200 group_g1,group_g2", "200 group_g2", "401 group_g1"],
      ["200 group_g1,group_g2", "200 group_g1,group_g2", "200 group_g1,group_g2", "200 group_g2"],
    ]);
  });

  it("tells why a patch does not fit, or does not", async () => {
    const patches = [
      [{ op: "replace", path: "/nope", value: 1 }],
      [{ op: "remove", path: "/metadata/zz" }],
      [{ op: "test", path: "/clientName", value: "x" }],
      {},
      [{ op: "add", path: "/description" }],
      [{ op: "zap" }],
      [{ op: "remove", path: "clientName" }],
      [{ op: "remove", path: "/clientName" }],
    ];
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1" });
      const said = [];
      for (const patch of patches) {
        const answer = await call("PATCH", `${GROUP}/k`, patch);
        said.push(`${answer.status} ${String(error(answer)).replace("Server error : ", "")}`);
      }
      return said;
    });
    const [bad, lost] = ["400 Bad ApiKey format", "401 java.util.NoSuchElementException: JsError.get"];
    assert.deepEqual(answers, [
      [
        "401 gnieh.diffson.PatchException: element nope does not exist at path ",
        "401 gnieh.diffson.PatchException: element zz does not exist at path /metadata",
        "401 gnieh.diffson.PatchException: test failed at path /clientName",
        "401 gnieh.diffson.FormatException: JsonPatch expected",
        "401 gnieh.diffson.FormatException: missing 'path' or 'value' field",
        '401 gnieh.diffson.FormatException: Unknown operation "zap"',
        "401 gnieh.diffson.PointerException: A JSON pointer must start with '/'",
        bad,
      ],
      [lost, lost, lost, lost, lost, lost, lost, bad],
      [bad, bad, bad, lost, lost, lost, lost, bad],
    ]);
  });

  it("takes digits for a name, and a test on them only in 1.4", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1" });
      const add = { op: "add", path: "/metadata/0", value: "zero" };
      const { status } = await call("PATCH", `${GROUP}/k`, [add, { ...add, op: "test" }]);
      const odd = ["__proto__", "constructor", "0"].map((name) => ({
        op: "add",
        path: `/metadata/${name}`,
        value: name,
      }));
      await call("PATCH", `${GROUP}/k`, odd);
      return [status, Object.keys(otoroshi.keys.get("k")?.metadata ?? {}).sort()];
    });
    const names = ["0", "__proto__", "constructor"];
    assert.deepEqual(answers, [
      [200, names],
      [401, names],
      [400, names],
    ]);
  });

  it("empties the metadata by a copy from nowhere", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1", metadata: { a: "1" } });
      const { status } = await call("PATCH", `${GROUP}/k`, [
        { op: "copy", from: "/nope", path: "/metadata/d" },
      ]);
      return [status, otoroshi.keys.get("k")?.metadata];
    });
    assert.deepEqual(answers, [
      [200, {}],
      [200, {}],
      [200, {}],
    ]);
  });

  it("leaves a changed name in its place, but for 1.4, where it goes last", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1", metadata: { a: "1", b: "2" } });
      await call("PATCH", `${GROUP}/k`, [{ op: "replace", path: "/metadata/a", value: "3" }]);
      return Object.keys(otoroshi.keys.get("k")?.metadata ?? {}).join("");
    });
    assert.deepEqual(answers, ["ba", "ab", "ab"]);
  });

  it("drops a slash at the end of a path in 1.4, where it names the whole map", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("k", { authorizedGroup: "g1", metadata: { a: "1" } });
      await call("PATCH", `${GROUP}/k`, [{ op: "add", path: "/metadata/", value: "x" }]);
      return otoroshi.keys.get("k")?.metadata;
    });
    assert.deepEqual(answers, [{}, { a: "1" }, { a: "1" }]);
  });
});
