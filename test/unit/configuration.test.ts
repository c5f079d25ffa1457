import assert from "node:assert/strict";
import { Configuration } from "../../provider/servers/configuration";

const stack = { url: "http://127.0.0.1:8080", clientId: "admin", clientSecret: "s3cret" };

function configuration(values: Record<string, string>, env: Record<string, string> = {}): Configuration {
  return new Configuration((key) => values[key], env);
}

describe("the configuration", () => {
  it("is the stack's first, then the environment's, then the default", () => {
    const env = { OTOROSHI_URL: "http://env", OTOROSHI_ROUTING_HOSTNAME: "otoroshi-api.oto.tools" };
    assert.deepEqual(configuration(stack, env).connection(), {
      ...stack,
      routingHostname: "otoroshi-api.oto.tools",
      tenant: undefined,
      requestTimeout: 30,
    });
  });

  it("comes from the environment alone where the stack says nothing", () => {
    const env = {
      OTOROSHI_URL: "https://otoroshi.example/",
      OTOROSHI_CLIENT_ID: "id",
      OTOROSHI_CLIENT_SECRET: "secret",
      OTOROSHI_REQUEST_TIMEOUT: "2.5",
      OTOROSHI_DRIFT_DETECTION: "false",
      OTOROSHI_TENANT: "acme",
    };
    assert.deepEqual(configuration({}, env).connection(), {
      url: "https://otoroshi.example",
      clientId: "id",
      clientSecret: "secret",
      routingHostname: undefined,
      tenant: "acme",
      requestTimeout: 2.5,
    });
    assert.equal(configuration({}, env).driftDetection, "false");
    assert.equal(configuration({ driftDetection: "required" }, env).driftDetection, "required");
    assert.equal(configuration({}).driftDetection, "true");
  });

  it("names the key, and the environment's variable, that is missing", () => {
    assert.throws(() => configuration({ url: "http://a", clientId: "b" }).connection(), {
      name: "OtoroshiError",
      code: "invalid",
      message: /otoroshi:clientSecret is not set: run pulumi config set --secret .*OTOROSHI_CLIENT_SECRET/,
    });
  });

  for (const [url, what] of [
    ["otoroshi", "it is not a URL"],
    ["ftp://a", "it does not begin with http:// or https://"],
    ["http://a/api", "it has a path"],
    ["http://user:s3cret@a", "it has credentials"],
    ["http://:s3cret@a", "it has credentials"],
    ["http://a?x=1", "it has a query or a fragment"],
    ["http://a#x", "it has a query or a fragment"],
  ] as const) {
    it(`refuses the URL ${url.replace("s3cret", "***")} without repeating it: ${what}`, () => {
      assert.throws(
        () => configuration({ ...stack, url }).connection(),
        ({ message }: Error) =>
          message.includes("otoroshi:url") && message.endsWith(`${what}.`) && !message.includes("s3cret"),
      );
    });
  }

  it("knows further connections by name", () => {
    const eu = { url: "http://eu", clientId: "a", clientSecret: "b", routingHostname: "api.eu" };
    const connections = JSON.stringify({ eu });
    assert.deepEqual(configuration({ connections }).connection("eu"), { ...eu, requestTimeout: 30 });
    assert.throws(() => configuration({ connections }).connection("us"), /has no 'us'; it has eu/);
    assert.throws(() => configuration({}).connection("us"), /has no 'us'; it is empty/);
    assert.throws(() => configuration({ connections }).connection("constructor"), /has no 'constructor'/);
  });

  it("refuses connections that are none, without their secrets", () => {
    for (const connections of ["x", "[]", '{"eu":{"url":"http://eu","clientSecret":"s3cret"}}']) {
      assert.throws(
        () => configuration({ connections }).connection("eu"),
        (error: Error) => error.message.includes("otoroshi:connections") && !error.message.includes("s3cret"),
      );
    }
  });

  for (const [what, connection, message] of [
    [
      "a misspelled setting",
      { clientID: "a", url: "b" },
      "eu.clientID is not a setting of a connection; did you mean clientId?",
    ],
    [
      "a setting there is none of",
      { timeout: "1" },
      "eu.timeout is not a setting of a connection, which is {url, clientId, ",
    ],
    [
      "a missing one",
      { url: "u", clientId: "i" },
      "eu.clientSecret is not set: run pulumi config set --secret --path otoroshi:connections.eu.clientSecret ...",
    ],
    ["a number", { url: "u", clientId: 5, clientSecret: "s" }, "eu.clientId must be a string"],
    [
      "no object",
      "http://eu",
      "eu must be an object: {url, clientId, clientSecret, routingHostname?, tenant?}",
    ],
  ] as const) {
    it(`says which part of a connection is wrong: ${what}`, () => {
      const connections = JSON.stringify({ eu: connection });
      assert.throws(
        () => configuration({ connections }).connection("eu"),
        (error: Error) => error.message.startsWith(`The configuration otoroshi:connections.${message}`),
      );
    });
  }

  it("refuses a timeout and a drift detection that are none", () => {
    assert.throws(
      () => configuration({ ...stack, requestTimeout: "0" }).connection(),
      /otoroshi:requestTimeout/,
    );
    assert.throws(
      () => configuration({ ...stack, driftDetection: "no" }).driftDetection,
      /otoroshi:driftDetection/,
    );
  });
});
