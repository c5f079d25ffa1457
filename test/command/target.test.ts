import assert from "node:assert/strict";
import { target, type TargetOptions } from "../../provider/command/target";
import { fakePulumi, folder, type Folder } from "./run";

describe("the server of a command", () => {
  const before = { ...process.env };
  const stack = {
    "otoroshi:url": { value: "http://stack" },
    "otoroshi:clientId": { value: "id" },
    "otoroshi:clientSecret": { value: "secret" },
    "otoroshi:connections": {
      value: JSON.stringify({ eu: { url: "http://eu", clientId: "id", clientSecret: "secret" } }),
    },
  };
  const credentials = { OTOROSHI_CLIENT_ID: "id", OTOROSHI_CLIENT_SECRET: "secret" };
  const environment = { ...credentials, OTOROSHI_URL: "http://environment" };
  let at: Folder;

  beforeEach(async () => {
    at = await folder();
  });
  afterEach(async () => {
    process.env = { ...before };
    await at.remove();
  });

  /** The URL, and who names it. */
  async function chosen(options: TargetOptions, variables: Record<string, string>): Promise<string> {
    const without = { ...stack, "otoroshi:url": undefined };
    const pulumi = await fakePulumi(at, {
      "config --show-secrets --json": stack,
      "config --show-secrets --json --stack prod": stack,
      "config --show-secrets --json --stack bare": without,
    });
    process.env = { ...before, ...pulumi, ...variables };
    const { connection, namedBy } = await target(options);
    return `${connection.url} (${namedBy})`;
  }

  it("is the environment's where all three variables are set, whatever the stack says", async () => {
    assert.equal(await chosen({}, environment), "http://environment (OTOROSHI_URL)");
    assert.equal(await chosen({ stack: "prod" }, environment), "http://environment (OTOROSHI_URL)");
  });

  it("is the stack's where one of them is missing, or a connection is named", async () => {
    const alone = { OTOROSHI_URL: "http://environment" };
    assert.equal(await chosen({}, alone), "http://stack (the selected stack)");
    assert.equal(await chosen({ stack: "prod" }, {}), "http://stack (stack prod)");
    assert.equal(await chosen({ stack: "bare" }, alone), "http://environment (OTOROSHI_URL)");
    const eu = await chosen({ stack: "prod", connection: "eu" }, environment);
    assert.equal(eu, "http://eu (connection eu of stack prod)");
  });
});
