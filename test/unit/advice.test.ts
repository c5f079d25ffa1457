import assert from "node:assert/strict";
import { OtoroshiError, type OtoroshiErrorOptions } from "../../provider/client/otoroshi-error";
import { advice } from "../../provider/servers/advice";

function adviceOn(options: Partial<OtoroshiErrorOptions>, connection?: string): string | undefined {
  return advice(
    new OtoroshiError("it failed.", { code: "unexpected", operation: "api_key", ...options }),
    connection,
  );
}

describe("the advice on a failure", () => {
  it("names the setting of the default connection, in the stack and in the environment", () => {
    assert.equal(adviceOn({ setting: "url" }), "The setting is otoroshi:url or OTOROSHI_URL.");
    assert.equal(adviceOn({ setting: "tenant" }), "The setting is otoroshi:tenant or OTOROSHI_TENANT.");
    assert.match(
      adviceOn({ setting: "clientId" }) ?? "",
      /otoroshi:clientId or OTOROSHI_CLIENT_ID, and otoroshi:clientSecret or OTOROSHI_CLIENT_SECRET/,
    );
  });

  it("names the setting of a further connection, and the timeout that all connections share", () => {
    assert.equal(adviceOn({ setting: "url" }, "eu"), "The setting is otoroshi:connections.eu.url.");
    assert.match(adviceOn({ setting: "requestTimeout" }, "eu") ?? "", /otoroshi:requestTimeout or OTOROSHI_/);
  });

  it("says how to take over a key that exists", () => {
    assert.match(adviceOn({ code: "already-exists" }) ?? "", /adopt: true/);
  });

  it("says how to bring the state up to date with a key that is gone or was moved", () => {
    assert.match(adviceOn({ code: "not-found", missing: "api-key" }) ?? "", /pulumi refresh/);
    assert.match(adviceOn({ code: "not-found", missing: "api-key-in-scope" }) ?? "", /pulumi preview/);
  });

  it("says nothing where the message says all there is", () => {
    assert.equal(adviceOn({ code: "not-found", missing: "scope" }), undefined);
    assert.equal(adviceOn({ code: "unavailable" }), undefined);
    assert.equal(adviceOn({ code: "invalid", operation: "configure", setting: "url" }), undefined);
  });
});
