import assert from "node:assert/strict";
import { ApiKeysApi } from "../../provider/client";
import { jsonText, parseJson } from "../../provider/client/json-text";
import { liveKey } from "../unit/key";
import { Servers } from "./servers";

const LARGEST = 9223372036854775807n;

describe("numbers of 64 bits", () => {
  const servers = new Servers();
  const bodies: string[] = [];
  let api: ApiKeysApi;
  let answer = "";

  before(async () => {
    const url = await servers.http((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        bodies.push(body);
        response.end(answer);
      });
    });
    api = new ApiKeysApi({ url, clientId: "admin", clientSecret: "admin-secret" });
  });
  after(() => servers.close());
  beforeEach(() => bodies.splice(0));

  const g1 = { groupId: "g1" };
  const large = { dailyQuota: LARGEST, validUntil: 9007199254740993n, monthlyQuota: 9007199254740991 };

  it("come out of a key and of a list as they are, the safe ones as numbers", async () => {
    answer = jsonText(liveKey(large));
    const { dailyQuota, validUntil, monthlyQuota } = await api.get(g1, "k");
    assert.deepEqual({ dailyQuota, validUntil, monthlyQuota }, large);
    answer = `[${answer}]`;
    assert.equal((await api.list(g1))[0]?.dailyQuota, LARGEST);
  });

  it("come out of quotas", async () => {
    const names = ["authorizedCallsPer", "currentCallsPer", "remainingCallsPer"].flatMap((name) =>
      ["Sec", "Day", "Month"].map((period) => `${name}${period}`),
    );
    answer = jsonText(Object.fromEntries(names.map((name) => [name, LARGEST])));
    const { authorizedCallsPerWindow, remainingCallsPerDay } = await api.quotas(undefined, "k");
    assert.deepEqual([authorizedCallsPerWindow, remainingCallsPerDay], [LARGEST, LARGEST]);
  });

  it("are sent as they are, in a patch, a creation and a replacement", async () => {
    answer = jsonText(liveKey());
    await api.patch(g1, "k", [{ op: "test", path: "/dailyQuota", value: LARGEST }]);
    await api.create(g1, { clientName: "x", dailyQuota: LARGEST });
    await api.update(g1, "k", { ...liveKey(), dailyQuota: LARGEST });
    for (const body of bodies) assert.match(body, /:9223372036854775807[,}]/);
  });

  it("leave all else as JSON.parse reads it, names such as __proto__ included", () => {
    const text = `{"n":-9007199254740993,"f":1.5,"e":1e30,"s":"1234567890123456789","l":[0,-1],"__proto__":"p"}`;
    const read = parseJson(text) as Record<string, unknown>;
    assert.equal(read["n"], -9007199254740993n);
    assert.deepEqual({ ...read, n: 0 }, { ...(JSON.parse(text) as object), n: 0 });
    assert.ok(Object.hasOwn(read, "__proto__"));
    assert.equal(jsonText(read), text.replace("1e30", "1e+30"));
  });

  it("keep a metadata entry called __proto__ in the key that is read", async () => {
    answer = `{"clientId":"k","clientSecret":"s","clientName":"n","metadata":{"__proto__":"p","constructor":"c"}}`;
    assert.deepEqual(Object.entries((await api.get(g1, "k")).metadata ?? {}), [
      ["__proto__", "p"],
      ["constructor", "c"],
    ]);
  });
});
