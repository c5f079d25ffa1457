import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ApiKey } from "../../provider";
import { runProgram } from "./run-program";

interface Program {
  resource: string;
  order: number;
  preview: boolean;
  secrets: string[];
}

/** What the resources of a program told the provider about it. */
async function told(program: () => unknown, preview = false): Promise<Program[]> {
  const { registrations, errors } = await runProgram(program, { preview });
  assert.deepEqual(errors, []);
  return registrations.map((one) => JSON.parse(String(one.inputs["__program"])) as Program);
}

const value = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => output.apply((known) => resolve(known)));

describe("an ApiKey in a program", () => {
  it("tells the provider its name, its place in the program and whether this is a preview", async () => {
    const [first, second] = await told(() => [
      new ApiKey("first", { groupId: "g1" }),
      new ApiKey("second", { groupId: "g1" }),
    ]);
    assert.equal(first?.resource, "first");
    assert.equal(second?.resource, "second");
    assert.ok(first.order < second.order);
    assert.equal(first.preview, false);
    const [previewed] = await told(() => new ApiKey("first", { groupId: "g1" }), true);
    assert.equal(previewed?.preview, true);
  });

  it("tells the provider which arguments hold secrets, at any depth, and never a value", async () => {
    const secret = pulumi.secret("hidden");
    const [program] = await told(
      () =>
        new ApiKey("k", {
          groupId: "g1",
          clientSecret: "declared",
          description: secret,
          tags: ["a", secret, pulumi.output("b")],
          metadata: { plain: "p", token: secret, derived: pulumi.interpolate`x-${secret}` },
          rotation: pulumi.secret({ enabled: true }),
          secretRotationTriggers: [{ deep: [Promise.resolve(secret)] }],
          quotaResetTriggers: [pulumi.output(["plain"])],
          throttlingStrategy: pulumi
            .output("LegacyThrottlingStrategyConfig" as const)
            .apply((id) => ({ id, quota: { daily: pulumi.secret(3) } })),
        }),
    );
    assert.deepEqual([...(program?.secrets ?? [])].sort(), [
      "clientSecret",
      "description",
      "metadata.derived",
      "metadata.token",
      "rotation",
      "secretRotationTriggers[0].deep[0]",
      "tags[1]",
      "throttlingStrategy",
    ]);
    assert.doesNotMatch(JSON.stringify(program), /hidden|"declared"/u);
  });

  it("tells of secrets in objects of a class, and of outputs that an option makes secret", async () => {
    class Notes {
      readonly token = pulumi.secret("hidden");
      readonly [name: string]: pulumi.Input<string>;
    }
    const [program] = await told(
      () =>
        new ApiKey(
          "k",
          { groupId: "g1", metadata: new Notes(), description: "d" },
          { additionalSecretOutputs: ["description"] },
        ),
    );
    assert.deepEqual([...(program?.secrets ?? [])].sort(), ["description", "metadata.token"]);
  });

  it("tells which arguments hold secrets in a preview too, when their values are not known", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const [program] = await told(
      () => new ApiKey("k", { groupId: "g1", metadata: { token: pulumi.secret(unknown), plain: unknown } }),
      true,
    );
    assert.deepEqual(program?.secrets, ["metadata.token"]);
  });

  it("leaves the clientName to the provider unless it is declared", async () => {
    const { registrations } = await runProgram(() => [
      new ApiKey("a", { groupId: "g1" }),
      new ApiKey("b", { groupId: "g1", clientName: "Billing" }),
    ]);
    assert.deepEqual(
      registrations.map((one) => one.inputs["clientName"]),
      [undefined, "Billing"],
    );
  });

  it("takes null and undefined for absent, in objects of any depth, and lets elements of lists be", async () => {
    const { registrations } = await runProgram(
      () =>
        new ApiKey("k", {
          groupId: "g1",
          serviceId: null,
          description: undefined,
          rotation: { enabled: true, gracePeriod: null },
          restrictions: null,
          secretRotationTriggers: [null, { gone: null, kept: 1 }],
        }),
    );
    const { __provider, __program, ...inputs } = registrations[0]?.inputs ?? {};
    assert.deepEqual(inputs, {
      groupId: "g1",
      rotation: { enabled: true },
      secretRotationTriggers: [null, { kept: 1 }],
    });
    assert.ok(__provider !== undefined && __program !== undefined);
  });

  it("has its id for its clientId, and works out its bearer token, a secret", async () => {
    let key: ApiKey | undefined;
    await runProgram(() => {
      key = new ApiKey("k", { groupId: "g1", clientId: "n5", clientSecret: "bearer-secret" });
    });
    assert.ok(key !== undefined);
    assert.equal(key.clientId, key.id);
    // What Otoroshi 17.17 answered to GET /api/apikeys/n5/bearer.
    assert.equal(
      await value(key.bearer),
      "otoapk_n5_91f62151c205e370da10120b58504eb5560ec1fce3c5e76884a8e9babbcb0a20",
    );
    assert.equal(await pulumi.isSecret(key.bearer), true);
    assert.equal(await pulumi.isSecret(key.clientId), false);
  });
});

describe("two resources with one clientId", () => {
  const both = /ApiKey "a" and ApiKey "b" declare .* on the same server/u;

  async function refused(program: () => unknown, config: Record<string, string> = {}): Promise<void> {
    const { registrations, errors } = await runProgram(program, { config });
    assert.ok(errors.length > 0);
    for (const error of errors) assert.match(error, both);
    assert.deepEqual(registrations, [], "something was sent");
  }

  it("are refused before anything is sent, with adopt too", async () => {
    await refused(() => [
      new ApiKey("a", { groupId: "g1", clientId: "k" }),
      new ApiKey("b", { serviceId: "s1", clientId: "k", adopt: true }),
    ]);
  });

  it("are refused when the clientIds are outputs", async () => {
    await refused(() => [
      new ApiKey("a", { groupId: "g1", clientId: pulumi.output("k") }),
      new ApiKey("b", { groupId: "g1", clientId: pulumi.secret("k"), connection: undefined }),
    ]);
    await refused(() => [
      new ApiKey("a", { groupId: "g1", clientId: "k" }),
      new ApiKey("b", { groupId: "g1", clientId: Promise.resolve("k") }),
    ]);
  });

  it("are refused when two connections are one server", async () => {
    const connection = { url: "http://127.0.0.1:1", clientId: "a", clientSecret: "b" };
    const config = {
      "otoroshi:url": "http://127.0.0.1:1/",
      "otoroshi:clientId": "admin",
      "otoroshi:clientSecret": "secret",
      "otoroshi:connections": JSON.stringify({
        same: connection,
        other: { ...connection, routingHostname: "other.example.com" },
      }),
    };
    await refused(
      () => [
        new ApiKey("a", { groupId: "g1", clientId: "k" }),
        new ApiKey("b", { groupId: "g1", clientId: "k", connection: pulumi.output("same") }),
      ],
      config,
    );
    const { registrations, errors } = await runProgram(
      () => [
        new ApiKey("a", { groupId: "g1", clientId: "k", connection: "same" }),
        new ApiKey("b", { groupId: "g1", clientId: "k", connection: "other" }),
      ],
      { config },
    );
    assert.deepEqual(errors, []);
    assert.equal(registrations.length, 2);
  });

  it("may be in two runs of a process, and one may only be read", async () => {
    for (const name of ["a", "b"]) {
      const { registrations, errors } = await runProgram(() => [
        new ApiKey(name, { groupId: "g1", clientId: "k" }),
        ApiKey.get("read", "k", { groupId: "g1" }),
      ]);
      assert.deepEqual(errors, []);
      assert.equal(registrations.length, 2);
    }
  });

  it("do not hold up a clientId that is not known yet in a preview", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const { registrations, errors } = await runProgram(
      () => [
        new ApiKey("a", { groupId: "g1", clientId: unknown }),
        new ApiKey("b", { groupId: "g1", clientId: unknown }),
      ],
      { preview: true },
    );
    assert.deepEqual(errors, []);
    assert.equal(registrations.length, 2);
  });
});
