import assert from "node:assert/strict";
import { error, everyEdition, GROUP, ids, members, SERVICE } from "./every-edition";

describe("the routes of each edition of the embedded Otoroshi", () => {
  const all = everyEdition();

  it("has the routes of its time", async () => {
    const routes = [
      ["GET", "/api/apikeys"],
      ["GET", "/api/apikeys/_template"],
      ["GET", "/api/apikeys/k"],
      ["GET", "/api/apikeys/k/quotas"],
      ["GET", "/api/apikeys/k/bearer"],
      ["GET", `${SERVICE}/k/group`],
      ["GET", `${GROUP}/k/group`],
      ["GET", "/api/routes/r1/apikeys"],
      ["GET", "/apis/apis.otoroshi.io/v1/apis/a1/apikeys/k"],
      ["GET", "/api/infos"],
    ] as const;
    const found = await all(
      async ({ call, otoroshi }) => {
        otoroshi.keys.set("k", { authorizedGroup: "g1" });
        const answers = [];
        for (const [method, path] of routes) {
          const { text } = await call(method, path);
          answers.push(text.includes("Client Error") ? 0 : 1);
        }
        return answers.join("");
      },
      { routes: { r1: [] }, apis: ["a1"] },
    );
    assert.deepEqual(found, ["1100010000", "1111000000", "1111100111"]);
  });

  it("says that a key, a service or a group is missing in its own words", async () => {
    const paths = [
      ["GET", "/api/services/nope/apikeys"],
      ["POST", "/api/services/nope/apikeys"],
      ["DELETE", "/api/services/nope/apikeys/k/quotas"],
      ["GET", "/api/groups/nope/apikeys"],
      ["POST", "/api/groups/nope/apikeys"],
      ["PUT", "/api/groups/nope/apikeys/k"],
      ["PATCH", "/api/groups/nope/apikeys/k"],
      ["GET", "/api/groups/nope/apikeys/k"],
      ["DELETE", `${GROUP}/none`],
      ["GET", `${GROUP}/other/quotas`],
    ] as const;
    const sentences = await all(async ({ call, otoroshi }) => {
      otoroshi.keys.set("other", { authorizedGroup: "g3" });
      const answers = [];
      for (const [method, path] of paths) {
        answers.push(error(await call(method, path, method.startsWith("P") ? {} : undefined)));
      }
      return answers;
    });
    const expected = (clientId: string): string[] => [
      "ApiKeys for service with id: 'nope' does not exist",
      "Service with id nope not found",
      "Service with id: 'nope' not found",
      "ApiKeys for group with id: 'nope' does not exist",
      "Service group not found",
      "Service Group with id: 'nope' not found",
      "Service Group with id: 'nope' not found",
      "Group with id: 'nope' not found",
      `ApiKey with ${clientId} 'none' not found`,
      `ApiKey with ${clientId} 'other' not found for group with id: 'g1'`,
    ];
    assert.deepEqual(sentences, [expected("clienId"), expected("clientId"), expected("clientId")]);
  });

  it("counts pages of all keys, a page 0 has all of them in 1.4", async () => {
    const answers = await all(async ({ call, otoroshi }) => {
      for (const id of ["a", "b", "c"]) otoroshi.keys.set(id, { authorizedGroup: "g1" });
      const seen = [];
      for (const query of ["page=2&pageSize=2", "page=0", "filter.clientId=b"]) {
        seen.push(ids(await call("GET", `/api/apikeys?${query}`)).join(""));
      }
      const [first] = (await call("GET", "/api/apikeys?fields=clientId,tags")).body as object[];
      return [...seen, Object.keys(first ?? {}).length];
    });
    assert.deepEqual(answers, [
      ["c", "abc", "abc", 16],
      ["c", "", "b", 2],
      ["c", "", "b", 2],
    ]);
  });

  it("keeps groups and services in the shape of its time", async () => {
    const answers = await all(async ({ call }) => {
      const bare = await call("POST", "/api/groups", { id: "x", name: "x" });
      const made = await call("POST", "/api/groups", { id: "y", name: "y", description: "y" });
      const again = await call("POST", "/api/groups", { id: "y", name: "other", description: "y" });
      const service = await call("GET", "/api/services/s1");
      const { groupId, groups } = service.body as Record<string, unknown>;
      const gone = [await call("GET", "/api/groups/nope"), await call("DELETE", "/api/services/nope")];
      return [
        bare.status,
        made.status,
        members(made),
        again.status,
        groupId,
        groups,
        ...gone.map(({ body }) => body),
      ];
    });
    const shape = "_loc id name description tags metadata";
    const recent = [
      { error: "not_found", error_description: "entity not found" },
      { error: "delete_error", error_description: "Entity not found" },
    ];
    assert.deepEqual(answers, [
      [
        400,
        200,
        "id name description",
        200,
        "g1",
        undefined,
        { error: "ServiceGroup with id: 'nope' not found" },
        { error: "ServiceDescriptor with id: 'nope' not found" },
      ],
      [201, 201, shape, 201, "g1", ["g1"], ...recent],
      [201, 201, shape, 400, undefined, ["g1"], ...recent],
    ]);
  });

  it("takes two slashes for one, but for 17", async () => {
    const answers = await all(async ({ call }) => (await call("GET", "/api/groups//apikeys")).body);
    assert.deepEqual(answers, [
      { error: "ServiceGroup with id: 'apikeys' not found" },
      { error: "not_found", error_description: "entity not found" },
      { "Otoroshi-Error": "Client Error: an error occurred on /api/groups//apikeys (404)" },
    ]);
  });

  it("lists its own keys beside the others where it is told to", async () => {
    const lists = await all(async ({ call }) => ids(await call("GET", "/api/apikeys")), {
      adminKeyListed: true,
    });
    const two = ["admin-api-apikey-id", "9HFCzZIPUQQvfxkq"];
    assert.deepEqual(lists, [two, two, ["admin-api-apikey-id"]]);
  });
});
