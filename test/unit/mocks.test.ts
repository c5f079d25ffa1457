import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  ApiKey,
  getApiKey,
  getApiKeyGroup,
  getApiKeyOutput,
  getApiKeyQuotas,
  getApiKeys,
  getApiKeysOutput,
} from "../../provider";

const value = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((known) => resolve(known)));

describe("under pulumi.runtime.setMocks", () => {
  let calls: pulumi.runtime.MockCallArgs[];
  let registered: pulumi.runtime.MockResourceArgs[];
  let answer: unknown;

  beforeEach(async () => {
    calls = [];
    registered = [];
    await pulumi.runtime.setMocks({
      call: (args) => {
        calls.push(args);
        return answer as pulumi.runtime.MockCallResult;
      },
      newResource: (args) => {
        registered.push(args);
        return { id: `id-of-${args.name}`, state: args.inputs as object };
      },
    });
  });

  it("a key has its clientId, in a preview as well", async () => {
    const key = new ApiKey("billing", { groupId: "g1", dailyQuota: 5 });
    assert.equal(await value(key.clientId), "id-of-billing");
    assert.equal(await value(key.dailyQuota), 5);
  });

  it("a resource registers its arguments and nothing that changes from run to run", async () => {
    const key = new ApiKey("billing", { groupId: "g1", clientId: "k", clientSecret: "s" });
    await value(key.urn);
    const { __provider, ...inputs } = registered[0]?.inputs as Record<string, unknown>;
    assert.equal(typeof __provider, "string");
    assert.deepEqual(inputs, {
      groupId: "g1",
      clientId: "k",
      clientSecret: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "s" },
    });
  });

  it("a resource can be made again in the next test, and two with one clientId are refused", () => {
    for (let test = 0; test < 2; test++) new ApiKey("billing", { groupId: "g1", clientId: "k" });
    assert.throws(
      () => new ApiKey("partner", { groupId: "g1", clientId: "k" }),
      (error) => pulumi.RunError.isInstance(error) && /"billing" and ApiKey "partner"/u.test(error.message),
    );
  });

  it("the bearer token of a key without a secret fails nothing", async () => {
    assert.equal(await value(new ApiKey("billing", { groupId: "g1" }).bearer), "");
  });

  it("the get functions answer from the mocks, and absent arguments stay absent", async () => {
    answer = { clientId: "k", clientSecret: "s", clientName: "n", dailyQuota: 3 };
    const key = await getApiKey({ groupId: "g1", clientId: "k", connection: undefined });
    assert.equal(key.dailyQuota, 3);
    answer = { remainingCallsPerDay: 2 };
    assert.equal((await getApiKeyQuotas({ groupId: "g1", clientId: "k" })).remainingCallsPerDay, 2);
    answer = { id: "g1", name: "Group" };
    assert.equal((await getApiKeyGroup({ serviceId: "s1", clientId: "k" })).name, "Group");
    assert.deepEqual(
      calls.map(({ token, inputs }) => [token, inputs as unknown]),
      [
        ["otoroshi:index:getApiKey", { groupId: "g1", clientId: "k" }],
        ["otoroshi:index:getApiKeyQuotas", { groupId: "g1", clientId: "k" }],
        ["otoroshi:index:getApiKeyGroup", { serviceId: "s1", clientId: "k" }],
      ],
    );
  });

  it("getApiKeys answers with the list of the mocks, whether it stands alone or under a name", async () => {
    const key = { clientId: "k", clientSecret: "s", clientName: "n" };
    for (answer of [[key, key], { keys: [key, key] }]) {
      assert.deepEqual(await getApiKeys({ groupId: "g1" }), [key, key]);
    }
    for (answer of [[], { keys: [] }, {}]) assert.deepEqual(await getApiKeys(), []);
    answer = [key];
    assert.deepEqual(await getApiKeys(), [key]);
    assert.equal(calls[0]?.token, "otoroshi:index:getApiKeys");
  });

  it("the Output twins answer from the mocks, as secrets", async () => {
    answer = { clientId: "k", clientSecret: "s", clientName: "n" };
    const key = getApiKeyOutput({ groupId: pulumi.output("g1"), clientId: "k" });
    assert.equal(await value(key.clientName), "n");
    assert.equal(await pulumi.isSecret(key), true);
    answer = [answer];
    assert.equal((await value(getApiKeysOutput())).length, 1);
  });
});
