import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "../../provider";

describe("the stack traces of the SDK", () => {
  const variable = "PULUMI_DEBUG_PROMISE_LEAKS";
  const { stackTraceLimit } = Error;

  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ inputs }) => ({ id: "id", state: inputs as object }),
      call: () => ({}),
    }),
  );
  afterEach(() => {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete process.env[variable];
    Error.stackTraceLimit = stackTraceLimit;
  });

  /** How long traces are while a key is registered. */
  const during = (): number | undefined => {
    let seen: number | undefined;
    const options = {
      get protect(): boolean {
        seen = Error.stackTraceLimit;
        return false;
      },
    };
    new ApiKey("key", { groupId: "g1" }, options);
    return seen;
  };

  it("are not taken while a key is registered, and are as before afterwards", () => {
    Error.stackTraceLimit = 7;
    assert.equal(during(), 0);
    assert.equal(Error.stackTraceLimit, 7);
  });

  it("are taken where somebody looks for promises that are left", () => {
    process.env[variable] = "1";
    assert.equal(during(), stackTraceLimit);
  });

  it("show the program's line where the SDK refuses a resource", () => {
    const refused = (error: unknown): boolean => (error as Error).stack?.includes(__filename) === true;
    assert.throws(() => new ApiKey("", { groupId: "g1" }), refused);
    assert.equal(Error.stackTraceLimit, stackTraceLimit);
  });
});
