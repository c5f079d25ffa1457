import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { format } from "prettier";
import { ApiKeysApi } from "../../provider/client/api-keys-api";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { evaluate } from "./evaluate";
import { liveKeys } from "./random-keys";
import { environmentOf, fakePulumi, folder, run, type Folder, type Run } from "./run";

describe("pulumi-otoroshi import", function () {
  this.timeout(60_000);
  let otoroshi: EmbeddedOtoroshi;
  let at: Folder;

  beforeEach(async () => {
    otoroshi = await startOtoroshi({ routes: { r1: ["g1"] }, adminKeyListed: true });
    at = await folder();
  });
  afterEach(async () => {
    await otoroshi.close();
    await at.remove();
  });

  const importKeys = (...args: string[]): Promise<Run> =>
    run(["import", ...args], { folder: at.path, environment: environmentOf(otoroshi) });

  it("writes a program that declares the keys by clientId, with adopt, and nothing else on any stream", async () => {
    otoroshi.keys.set("b", { clientName: "billing", authorizedEntities: ["group_g1"], dailyQuota: 0 });
    otoroshi.keys.set("a", { clientName: "Reports", authorizedEntities: ["service_s1", "group_g2"] });
    const { code, out, err } = await importKeys();
    assert.deepEqual([code, err], [0, ""]);
    assert.equal(
      out,
      `// Api keys of ${otoroshi.url}, written by pulumi-otoroshi import.
// The first pulumi up adopts the keys unchanged. From then on, this program manages them.
import { ApiKey } from "pulumi-otoroshi";

const reports = new ApiKey("Reports", {
  groupId: "g2",
  clientId: "a",
  adopt: true,
  authorizedEntities: ["service_s1"],
});

const billing = new ApiKey("billing", {
  groupId: "g1",
  clientId: "b",
  adopt: true,
  dailyQuota: 0,
});
`,
    );
  });

  it("declares the keys of the scopes that are asked for, each once and in that scope", async () => {
    otoroshi.keys.set("both", { authorizedEntities: ["group_g1", "route_r1"] });
    otoroshi.keys.set("route", { authorizedEntities: ["route_r1"] });
    otoroshi.keys.set("g2", { authorizedEntities: ["group_g2"] });
    otoroshi.keys.set("other", { authorizedEntities: ["group_g3"] });
    const { out } = await importKeys("--route", "r1", "--group", "g2");
    assert.deepEqual(
      evaluate(out).map(({ args }) => [args["clientId"], args["routeId"], args["groupId"]]),
      [
        ["both", "r1", undefined],
        ["g2", undefined, "g2"],
        ["route", "r1", undefined],
      ],
    );
  });

  it("leaves out the keys of Otoroshi's back office and the admin key in use, whatever they open", async () => {
    await otoroshi.close();
    otoroshi = await startOtoroshi({ admin: { clientId: "robot", clientSecret: "admin-api-apikey-secret" } });
    otoroshi.keys.set("robot", { authorizedEntities: ["group_g1"] });
    otoroshi.keys.set("admin-api-apikey-id", { authorizedEntities: ["group_g1"] });
    otoroshi.keys.set("theirs", { authorizedEntities: ["group_admin-api-group"] });
    otoroshi.keys.set("ours", { authorizedEntities: ["group_admin-api-group", "group_g1"] });
    const environment = { ...environmentOf(otoroshi), OTOROSHI_CLIENT_ID: "robot" };
    const { out } = await run(["import"], { folder: at.path, environment });
    assert.deepEqual(
      evaluate(out).map(({ args }) => args["clientId"]),
      ["ours"],
    );
  });

  it("declares a key where its first scope is gone in one that is there, and says why where none is", async () => {
    otoroshi.keys.set("moved", { authorizedEntities: ["group_gone", "service_s1"] });
    otoroshi.keys.set("orphan", {
      authorizedEntities: ["group_gone\nrm", "group_..", "route-composition_c"],
    });
    otoroshi.keys.set("nothing", { authorizedEntities: [] });
    otoroshi.keys.set("..", { authorizedEntities: ["group_g2"] });
    const { code, out, err } = await importKeys();
    assert.deepEqual([code, err], [0, ""]);
    const [moved, ...rest] = evaluate(out);
    assert.deepEqual([moved?.args["serviceId"], moved?.args["authorizedEntities"]], ["s1", ["group_gone"]]);
    assert.deepEqual(rest, []);
    assert.match(
      out,
      /^\/\/ Api key "orphan" is not declared: it is authorised only on .* does not exist: group_gone\\nrm.*/mu,
    );
    assert.match(out, /^\/\/ Api key "\.\." is not declared: no request can address it\.$/mu);
    assert.match(out, /^\/\/ Api key "nothing" is not declared: it is not authorised on anything\.$/mu);
  });

  it("writes random keys so that they come back as they are, in Prettier's form, the same at every run", async () => {
    for (const [index, { clientId, ...key }] of fc.sample(liveKeys, { numRuns: 200, seed: 15 }).entries()) {
      const exact = JSON.parse(
        JSON.stringify(key, (_name, value: unknown) => (typeof value === "bigint" ? 1e15 : value)),
      ) as Parameters<typeof otoroshi.keys.set>[1];
      otoroshi.keys.set(`${String(index)} ${clientId}`, exact);
    }
    const { code, out } = await importKeys();
    assert.equal(code, 0);
    assert.equal(await format(out, { parser: "typescript" }), out);
    assert.equal((await importKeys()).out, out);
    const live = new Map([...otoroshi.keys].map((key) => [key.clientId, key]));
    const declared = evaluate(out);
    assert.ok(declared.length > 100, `${String(declared.length)} of 200 are declared`);
    for (const { name, args } of declared) {
      assert.equal(live.get(args["clientId"] as string)?.clientName, args["clientName"] ?? name);
    }
    for (const key of live.values()) assert.ok(!out.includes(key.clientSecret));
  });

  it("holds no secret, whatever of the key contains it, its name and its id too", async () => {
    const secret = "0123456789abcdef";
    const key = { clientSecret: secret, authorizedEntities: ["group_g1"] };
    otoroshi.keys.set("named", { ...key, clientName: `backup ${secret}` });
    otoroshi.keys.set("fields", {
      ...key,
      clientName: "fields",
      description: secret,
      tags: [`s=${secret}`],
      metadata: { [secret]: "x", basic: `u:${secret}`, team: "a" },
      restrictions: { allowed: [{ method: " ", path: secret }] },
      rotation: { nextSecret: "the-next-secret" },
    });
    otoroshi.keys.set(secret, key);
    const { code, out, err } = await importKeys();
    assert.deepEqual([code, err], [0, ""]);
    assert.ok(!out.includes(secret));
    assert.deepEqual(evaluate(out), [
      { name: "fields", args: { groupId: "g1", clientId: "fields", adopt: true, metadata: { team: "a" } } },
      { name: "named", args: { groupId: "g1", clientId: "named", adopt: true } },
    ]);
    assert.equal(out.match(/it contains the key's secret\.$/gmu)?.length, 6);
    assert.match(out, /^\/\/ Api key "\[secret\]" is not declared: its clientId contains its secret\.$/mu);
  });

  it("writes to a file, says how many, and does not write over one without --force", async () => {
    otoroshi.keys.set("a", { authorizedEntities: ["group_g1"] });
    const file = await at.write("keys.ts", "mine");
    const refused = await importKeys("--out", "keys.ts");
    assert.deepEqual(refused, {
      code: 1,
      out: "",
      err: "error: keys.ts exists; use --force to overwrite it\n",
    });
    assert.equal(await readFile(file, "utf8"), "mine");
    assert.deepEqual(otoroshi.requests, []);
    const { code, out } = await importKeys("--out", "keys.ts", "--force");
    assert.deepEqual([code, out], [0, "keys.ts declares 1 api key\n"]);
    assert.equal(evaluate(await readFile(file, "utf8")).length, 1);
  });

  it("takes the server from the selected stack, or another one, where the environment does not name it", async () => {
    otoroshi.keys.set("a", { authorizedEntities: ["group_g1"] });
    const {
      OTOROSHI_URL: url = "",
      OTOROSHI_CLIENT_ID: id = "",
      OTOROSHI_CLIENT_SECRET: secret = "",
    } = environmentOf(otoroshi);
    const configured = {
      "otoroshi:url": { value: url, secret: false },
      "otoroshi:clientId": { value: id, secret: false },
      "otoroshi:clientSecret": { value: secret, secret: true },
      "otoroshi:connections": {
        value: JSON.stringify({ eu: { url, clientId: id, clientSecret: secret } }),
        objectValue: {},
        secret: true,
      },
    };
    const environment = await fakePulumi(at, {
      "config --show-secrets --json": configured,
      "config --show-secrets --json --stack prod": {},
    });
    const selected = await run(["import"], { folder: at.path, environment });
    assert.deepEqual([selected.code, evaluate(selected.out).length, selected.err], [0, 1, ""]);
    const prod = await run(["import", "--stack", "prod"], { folder: at.path, environment });
    assert.deepEqual([prod.code, prod.out], [1, ""]);
    assert.match(prod.err, /^error: The configuration otoroshi:url is not set: .*\n$/u);
    const unused = { ...environmentOf(otoroshi), OTOROSHI_URL: "http://127.0.0.1:1", ...environment };
    const eu = await run(["import", "--connection", "eu"], { folder: at.path, environment: unused });
    assert.equal(evaluate(eu.out)[0]?.args["connection"], "eu");
  });

  it("says in one line what is wrong, and fails", async () => {
    const lines = async (args: string[], environment: Record<string, string>): Promise<string> => {
      const { code, out, err } = await run(["import", ...args], { folder: at.path, environment });
      assert.deepEqual([code, out], [1, ""]);
      assert.match(err, /^error: [^\n]+\n$/u);
      return err;
    };
    const good = environmentOf(otoroshi);
    assert.match(await lines(["--nope"], good), /unknown option '--nope'/u);
    assert.match(await lines(["--grup", "g1"], good), /unknown option '--grup' \(Did you mean --group\?\)/u);
    assert.match(await lines(["--group", ""], good), /must not be empty/u);
    assert.match(await lines(["--group", "nope"], good), /group 'nope'/u);
    assert.match(await lines(["--route", "nope"], good), /route 'nope' does not exist on http/u);
    const wrong = { ...good, OTOROSHI_CLIENT_SECRET: "wrong" };
    assert.match(await lines(["--group", "g1"], wrong), /rejected the credentials/u);
    assert.match(
      await lines(["--out", "no/such/folder.ts"], good),
      /no\/such\/folder\.ts cannot be written/u,
    );
    assert.match(await lines([], wrong), /rejected the credentials.*OTOROSHI_CLIENT_SECRET/u);
    assert.match(await lines([], { PATH: at.path }), /pulumi is not on the PATH.*OTOROSHI_URL/u);
    assert.match(
      await lines([], await fakePulumi(at, {})),
      /pulumi config --show-secrets failed: no answer/u,
    );
  });

  it("declares a key of an API in it, and leaves out with a comment a number that no argument can be", async () => {
    await otoroshi.close();
    otoroshi = await startOtoroshi({ apis: ["a1"] });
    otoroshi.keys.set("a", {
      authorizedEntities: ["api_a1", "route-composition_c1"],
      monthlyQuota: 9_223_372_036_854_775_807n,
      validUntil: 9_223_372_036_854_775_807n,
    });
    const { code, out } = await importKeys("--api", "a1");
    assert.equal(code, 0);
    assert.deepEqual(evaluate(out), [
      {
        name: "a",
        args: { apiId: "a1", clientId: "a", adopt: true, authorizedEntities: ["route-composition_c1"] },
      },
    ]);
    for (const field of ["monthlyQuota", "validUntil"]) {
      assert.match(
        out,
        new RegExp(`^// ${field} is left as it is .* no argument can express 9223372036854775807\\.$`, "mu"),
      );
    }
  });

  for (const edition of ["1.4", "1.5"] as const) {
    it(`declares the keys of Otoroshi ${edition}`, async () => {
      await otoroshi.close();
      otoroshi = await startOtoroshi({ edition });
      otoroshi.keys.set("a", { authorizedGroup: "g2", dailyQuota: 0 });
      const { out } = await importKeys();
      assert.deepEqual(evaluate(out)[0]?.args, { groupId: "g2", clientId: "a", adopt: true, dailyQuota: 0 });
      const { code, err } = await importKeys("--route", "r1");
      assert.deepEqual([code, err], [1, `error: route 'r1' does not exist on ${otoroshi.url}\n`]);
    });
  }

  it("declares a key in a scope of the tenant that the admin key's rights are for", async () => {
    await otoroshi.close();
    otoroshi = await startOtoroshi({ groups: [{ id: "gacme", tenant: "acme", teams: ["t1"] }] });
    otoroshi.keys.set("limited", {
      clientSecret: "secret-of-limited",
      authorizedEntities: ["group_admin-api-group"],
      metadata: { "otoroshi-access-rights": '[{"tenant":"acme:rw","teams":["*:rw"]}]' },
    });
    otoroshi.keys.set("a", {
      _loc: { tenant: "acme", teams: ["t1"] },
      authorizedEntities: ["group_g1", "group_gacme"],
    });
    const limited = {
      OTOROSHI_URL: otoroshi.url,
      OTOROSHI_CLIENT_ID: "limited",
      OTOROSHI_CLIENT_SECRET: "secret-of-limited",
    };
    const { out } = await run(["import"], { environment: { ...limited, OTOROSHI_TENANT: "acme" } });
    assert.deepEqual(evaluate(out)[0]?.args, {
      groupId: "gacme",
      clientId: "a",
      adopt: true,
      authorizedEntities: ["group_g1"],
      tenant: "acme",
      teams: ["t1"],
    });
    const hidden = await run(["import"], { environment: limited });
    assert.deepEqual([hidden.code, hidden.out], [1, ""]);
    assert.match(hidden.err, /^error: .* not authorised in tenant .*OTOROSHI_TENANT.*\n$/u);
  });

  it("asks once for each scope, however many keys it has", async () => {
    for (let index = 0; index < 50; index += 1) {
      otoroshi.keys.set(`k${String(index)}`, { authorizedEntities: [`group_g${String(1 + (index % 2))}`] });
    }
    await importKeys();
    assert.equal(otoroshi.requests.length, 3);
  });

  it("does not change anything on the server", async () => {
    otoroshi.keys.set("a", { authorizedEntities: ["group_g1"] });
    const { url, clientId, clientSecret } = {
      url: otoroshi.url,
      clientId: "admin-api-apikey-id",
      clientSecret: "admin-api-apikey-secret",
    };
    const before = await new ApiKeysApi({ url, clientId, clientSecret }).listAll();
    await importKeys();
    assert.deepEqual(new Set(otoroshi.requests.map((one) => one.method)), new Set(["GET"]));
    assert.deepEqual(await new ApiKeysApi({ url, clientId, clientSecret }).listAll(), before);
  });
});
