import assert from "node:assert/strict";
import { server } from "./server";

const KEYS = "/api/groups/g1/apikeys";
const LARGEST = "9223372036854775807";

describe("a whole number of 64 bits", () => {
  const embedded = server();
  const { call } = embedded;

  const member = (text: string, name: string): string =>
    new RegExp(`"${name}":(-?[^,}]+)`).exec(text)?.[1] ?? "nothing";

  const create = async (fields: string): Promise<string> =>
    (await call("POST", KEYS, `{"clientId":"k","clientName":"n",${fields}}`)).text;

  it("keeps all its digits in a request and in an answer", async () => {
    const made = await create(
      `"dailyQuota":${LARGEST},"monthlyQuota":9007199254740993,"validUntil":${LARGEST}`,
    );
    assert.equal(member(made, "dailyQuota"), LARGEST);
    assert.equal(member(made, "monthlyQuota"), "9007199254740993");
    assert.equal(member(made, "validUntil"), LARGEST);
    const list = (await call("GET", KEYS)).text;
    assert.equal(member(list, "dailyQuota"), LARGEST);
    assert.equal(embedded.otoroshi.keys.get("k")?.dailyQuota, 9223372036854775807n);
  });

  it("takes the default where it is one too large or too small", async () => {
    const made = await create(`"dailyQuota":9223372036854775808,"monthlyQuota":-9223372036854775809`);
    assert.equal(member(made, "dailyQuota"), "10000000");
    assert.equal(member(made, "monthlyQuota"), "10000000");
  });

  it("is one however it is written", async () => {
    const made = await create(`"dailyQuota":5.0,"monthlyQuota":1e18,"throttlingQuota":0.5e1`);
    assert.equal(member(made, "dailyQuota"), "5");
    assert.equal(member(made, "monthlyQuota"), "1000000000000000000");
    assert.equal(member(made, "throttlingQuota"), "5");
  });

  it("stays as it is in a patch of something else, and can be tested", async () => {
    await create(`"dailyQuota":${LARGEST}`);
    const patch = (value: string): string =>
      `[{"op":"test","path":"/dailyQuota","value":${value}},{"op":"add","path":"/description","value":"d"}]`;
    assert.equal((await call("PATCH", `${KEYS}/k`, patch("9223372036854775806"))).status, 400);
    const patched = await call("PATCH", `${KEYS}/k`, patch(LARGEST));
    assert.equal(member(patched.text, "dailyQuota"), LARGEST);
  });

  it("is counted down exactly", async () => {
    await create(`"dailyQuota":${LARGEST}`);
    embedded.otoroshi.recordCalls("k", 2);
    const quotas = (await call("GET", `${KEYS}/k/quotas`)).text;
    assert.equal(member(quotas, "remainingCallsPerDay"), "9223372036854775805");
  });

  it("is never below zero as what remains, but for servers before 17", async () => {
    await create('"dailyQuota":-3');
    assert.equal(member((await call("GET", `${KEYS}/k/quotas`)).text, "remainingCallsPerDay"), "0");
  });
});
