import assert from "node:assert/strict";
import { get } from "node:http";
import { text } from "node:stream/consumers";
import { error, everyEdition, GROUP, SERVICE } from "./every-edition";

function basic(clientId: string, clientSecret: string): Record<string, string> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  return { authorization, "otoroshi-client-id": "", "otoroshi-client-secret": "" };
}

describe("the gateway of each edition of the embedded Otoroshi", () => {
  const all = everyEdition();

  for (const [credentials, headers, expected] of [
    [
      "no credentials",
      { "otoroshi-client-secret": "" },
      ["400 No ApiKey provided", "400 No ApiKey provided", "400 no apikey"],
    ],
    [
      "a wrong secret in headers",
      { "otoroshi-client-secret": "wrong" },
      ["400 Bad API key", "401 Bad API key", "401 bad apikey"],
    ],
    [
      "a wrong basic secret",
      basic("admin-api-apikey-id", "wrong"),
      ["502 Bad API key", "401 Bad API key", "401 bad apikey"],
    ],
    [
      "an unknown id",
      { "otoroshi-client-id": "nobody" },
      ["401 Invalid API key", "401 Invalid API key", "400 invalid apikey tuple"],
    ],
    [
      "a key of another group",
      { "otoroshi-client-id": "k", "otoroshi-client-secret": "s" },
      ["401 Invalid API key", "401 Invalid API key", "400 invalid apikey tuple"],
    ],
    [
      "an unknown basic id",
      basic("nobody", "wrong"),
      ["401 Invalid API key", "401 Invalid API key", "400 invalid apikey tuple"],
    ],
  ] as const) {
    it(`refuses ${credentials} in its own words`, async () => {
      const answers = await all(async ({ call, otoroshi }) => {
        otoroshi.keys.set("k", { clientSecret: "s", authorizedGroup: "g1" });
        const sent = Object.entries(headers).filter(([, value]) => value !== "");
        const left = Object.entries(headers).filter(([, value]) => value === "");
        const answer = await call(
          "GET",
          GROUP,
          undefined,
          Object.fromEntries(sent),
          left.map(([name]) => name),
        );
        return `${answer.status} ${String((answer.body as Record<string, unknown>)["Otoroshi-Error"])}`;
      });
      assert.deepEqual(answers, expected);
    });
  }

  it("lets in with basic credentials", async () => {
    const answers = await all(async ({ call }) => {
      const headers = {
        authorization: basic("admin-api-apikey-id", "admin-api-apikey-secret")["authorization"] ?? "",
      };
      const without = ["otoroshi-client-id", "otoroshi-client-secret"];
      return (await call("GET", GROUP, undefined, headers, without)).status;
    });
    assert.deepEqual(answers, [200, 200, 200]);
  });

  it("types and measures the refusals of its gateway, and keeps the connection, but for 17", async () => {
    const answers = await all(async ({ call }) => {
      const { headers } = await call("GET", GROUP, undefined, { "otoroshi-client-id": "nobody" });
      return ["content-type", "content-length", "connection", "otoroshi-error"].map((name) =>
        headers.get(name),
      );
    });
    const old = ["application/json", "36", "keep-alive", "true"];
    assert.deepEqual(answers, [old, old, [null, null, "close", "true"]]);
  });

  it("answers an error in HTML to who does not name JSON, 17 to who names HTML", async () => {
    const pages = await all(async ({ call }) => {
      const answers = [];
      for (const accept of ["text/html", "*/*", "application/json"]) {
        answers.push((await call("GET", "/api/nothing", undefined, { accept })).text.startsWith("<"));
      }
      return answers;
    });
    assert.deepEqual(pages, [
      [true, true, false],
      [true, true, false],
      [true, false, false],
    ]);
  });

  it("answers an error in HTML to who accepts nothing by name", async () => {
    const pages = await all(async ({ otoroshi }) => {
      const answer = await new Promise<string>((resolve, reject) => {
        get(otoroshi.url, (response) => {
          text(response).then(resolve, reject);
        }).on("error", reject);
      });
      return answer.slice(0, 9);
    });
    assert.deepEqual(pages, ["<!DOCTYPE", "<!DOCTYPE", "<!DOCTYPE"]);
  });

  it("knows no other Host name", async () => {
    const answers = await all(({ call }) => call("GET", GROUP), { hostname: "otoroshi-api.oto.tools" });
    assert.deepEqual(
      answers.map(({ status, body }) => [status, (body as Record<string, unknown>)["Otoroshi-Error"]]),
      [
        [404, "Service not found"],
        [404, "Service not found"],
        [404, "no route found !"],
      ],
    );
  });

  it("lets nothing but GET pass when it only reads", async () => {
    const answers = await all(
      async ({ call, otoroshi }) => {
        otoroshi.keys.set("k", { authorizedGroup: "g1" });
        const post = await call("POST", SERVICE, { clientName: "n" });
        const reset = await call("DELETE", `${GROUP}/k/quotas`);
        const read = await call("GET", `${GROUP}/k`);
        return [post.status, error(post), reset.status, read.status];
      },
      { readOnly: true },
    );
    const refused = (word: string): unknown[] => [401, `You're ${word} - POST ${SERVICE}`, 401, 200];
    assert.deepEqual(answers, [
      refused("not authorized2"),
      refused("not authorized"),
      refused("not authorized"),
    ]);
  });

  it("only reads once its configuration says so, and says done to that", async () => {
    const answers = await all(async ({ call }) => {
      const patch = [{ op: "replace", path: "/apiReadOnly", value: true }];
      const { body } = await call("PATCH", "/api/globalconfig", patch);
      return [body, (await call("POST", SERVICE, { clientName: "n" })).status];
    });
    assert.deepEqual(answers, Array(3).fill([{ done: true }, 401]));
  });

  it("allows 5000 requests of an address, 17 only 500, and keeps the connection but for 17", async () => {
    const answers = await all(
      async ({ call }) => {
        const { status, headers } = await call("GET", GROUP);
        return [status, headers.get("connection"), headers.get("retry-after")];
      },
      { throttle: { requests: 0 } },
    );
    assert.deepEqual(answers, [
      [429, "keep-alive", null],
      [429, "keep-alive", null],
      [429, "close", null],
    ]);
  });
});
