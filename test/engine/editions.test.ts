import assert from "node:assert/strict";
import { startOtoroshi, type EmbeddedOtoroshi } from "../otoroshi";
import { assertEmpty, scene, type Scene } from "./scene";

type Args = Readonly<Record<string, unknown>>;

const STRATEGY = { id: "FixedWindowStrategyConfig", quota: { window: 5 } };

/** What every edition knows, before and after. */
const KNOWN: readonly [Args, Args] = [
  {
    clientName: "first",
    enabled: true,
    readOnly: true,
    allowClientIdOnly: true,
    constrainedServicesOnly: true,
    throttlingQuota: 5,
    dailyQuota: 10,
    monthlyQuota: 9007199254740991,
    restrictions: {
      enabled: true,
      allowLast: false,
      allowed: [{ method: "GET", path: "/a" }],
      forbidden: [{ method: "POST", path: "/b" }],
      notFound: [{ method: "*", path: "/c" }],
    },
    rotation: { enabled: true, rotationEvery: 24, gracePeriod: 2 },
    validUntil: "2100-01-01T00:00:00Z",
    tags: ["a", "b"],
    metadata: { env: "prod", "a/b": "c" },
  },
  {
    clientName: "second",
    enabled: false,
    readOnly: false,
    allowClientIdOnly: false,
    constrainedServicesOnly: false,
    throttlingQuota: 6,
    dailyQuota: 11,
    monthlyQuota: 0,
    restrictions: {
      enabled: false,
      allowLast: true,
      allowed: [],
      forbidden: [{ method: "PUT", path: "/b" }],
      notFound: [],
    },
    rotation: { enabled: false, rotationEvery: 48, gracePeriod: 3 },
    validUntil: "2101-01-01T00:00:00Z",
    tags: ["c"],
    metadata: { env: "dev", "~": "new" },
  },
];

interface Edition {
  readonly edition: "17" | "1.5" | "1.4";
  /** What it knows besides, before and after. */
  readonly more: readonly [Args, Args];
  /** What it drops in silence. */
  readonly unknown: Args;
}

const EDITIONS: readonly Edition[] = [
  {
    edition: "17",
    more: [
      {
        description: "one",
        tenant: "acme",
        teams: ["x"],
        throttlingStrategy: STRATEGY,
        authorizedEntities: ["group_g2", "route_r1"],
      },
      {
        description: "two",
        tenant: "default",
        teams: ["y", "z"],
        throttlingStrategy: { ...STRATEGY, quota: { window: 6 } },
        authorizedEntities: ["service_s2"],
      },
    ],
    unknown: {},
  },
  {
    edition: "1.5",
    more: [
      { description: "one", tenant: "acme", teams: ["x"], authorizedEntities: ["group_g2", "service_s1"] },
      { description: "two", tenant: "default", teams: ["y", "z"], authorizedEntities: ["service_s2"] },
    ],
    unknown: { throttlingStrategy: STRATEGY, authorizedEntities: ["route_r1"] },
  },
  {
    edition: "1.4",
    more: [{}, {}],
    unknown: {
      description: "one",
      tenant: "acme",
      teams: ["x"],
      throttlingStrategy: STRATEGY,
      authorizedEntities: ["group_g2"],
    },
  },
];

/** A server of an edition, and the name of its connection; the first one is the default. */
interface Server extends Edition {
  readonly otoroshi: EmbeddedOtoroshi;
  readonly connection?: string;
}

function change({ keys }: EmbeddedOtoroshi, clientId: string, changes: object): void {
  keys.set(clientId, { ...structuredClone(keys.get(clientId)), ...changes } as never);
}

/** Puts a key in another group, in the words of every edition. */
const inGroup = (group: string): object => ({
  authorizedGroup: group,
  authorizedEntities: [`group_${group}`],
  authorizations: undefined,
});

/** The secrets of a server's keys, by their ids. */
function secretsOf({ otoroshi }: Server): Record<string, string> {
  return Object.fromEntries([...otoroshi.keys].map((one) => [one.clientId, one.clientSecret]));
}

const DECLARED = ["full", "of-service", "adopted", "moved", "theirs"];

/** The key whose id is generated. */
function generatedOn(server: Server): string {
  return Object.keys(secretsOf(server)).find((id) => !DECLARED.includes(id)) ?? "";
}

// One stack for all editions, with a connection each: a run of the engine takes as long for one as for three.
describe("on the real engine, a server of Otoroshi 17, 1.5 and 1.4", function () {
  this.timeout(300_000);
  let at: Scene;
  let servers: readonly Server[];
  let atFirst: readonly Record<string, string>[];
  const groupId = "g1";

  const key = ({ edition, connection }: Server, name: string, args: Args): string =>
    `new ApiKey("${name} ${edition}", ${JSON.stringify({ connection, ...args })});\n`;

  /** What all phases declare; the phases differ in what they declare of it. */
  const program = (phase: 0 | 1, service: Args, trigger: number): string =>
    servers
      .map(
        (server) =>
          key(server, "full", { groupId, clientId: "full", ...KNOWN[phase], ...server.more[phase] }) +
          key(server, "of-service", { clientId: "of-service", dailyQuota: 5, ...service }) +
          key(server, "adopted", {
            groupId,
            clientId: "adopted",
            adopt: true,
            dailyQuota: 7,
            quotaResetTriggers: [trigger],
          }) +
          key(server, "moved", { groupId, clientId: "moved", secretRotationTriggers: [trigger] }) +
          key(server, "deleted", { groupId }),
      )
      .join("");

  before(async () => {
    const [first, ...others] = EDITIONS;
    assert.ok(first);
    const further = await Promise.all(
      others.map(async (one): Promise<Server> => {
        const otoroshi = await startOtoroshi({ edition: one.edition, routes: {} });
        return { ...one, otoroshi, connection: `of-${one.edition.replace(".", "-")}` };
      }),
    );
    const connections = further.map(({ connection = "", otoroshi: { url, clientId, clientSecret } }) => ({
      [`otoroshi:connections.${connection}.url`]: url,
      [`otoroshi:connections.${connection}.clientId`]: clientId,
      [`otoroshi:connections.${connection}.clientSecret`]: clientSecret,
    }));
    at = await scene(
      { edition: first.edition, routes: { r1: ["g1"] } },
      Object.assign({}, ...connections) as Record<string, string>,
    );
    servers = [{ ...first, otoroshi: at.otoroshi }, ...further];
    for (const { otoroshi, edition } of servers) {
      for (const id of ["theirs", "adopted"]) {
        otoroshi.keys.set(id, {
          clientName: "made by hand",
          clientSecret: `secret-of-${id}-${edition}`,
          metadata: { theirs: "stays" },
          authorizedGroup: "g2",
          authorizedEntities: ["group_g2"],
        });
      }
    }
  });
  after(async () => {
    await at.end();
    for (const { otoroshi, connection } of servers) if (connection !== undefined) await otoroshi.close();
  });

  it("gets keys, never in place of somebody's, and what it drops is refused by name", async () => {
    const wrong = servers.flatMap((server) => [
      key(server, "theirs", { groupId, clientId: "theirs", dailyQuota: 1 }),
      ...Object.entries(server.unknown).map(([name, value]) =>
        key(server, `wrong-${name}`, { groupId, [name]: value }),
      ),
    ]);
    await at.stack.program(program(0, { serviceId: "s1" }, 1) + wrong.join(""));
    const { code, output } = await at.stack.tryUp("--continue-on-error");
    assert.notEqual(code, 0);
    for (const { otoroshi, edition, unknown } of servers) {
      assert.match(
        output,
        new RegExp(`'theirs' .*${otoroshi.url}: a key with this clientId exists already.*adopt: true`),
      );
      for (const name of Object.keys(unknown)) {
        assert.match(
          output,
          new RegExp(
            `${otoroshi.url}: the server accepted the request, but did not store ${name} as declared`,
          ),
          `${name} on ${edition}`,
        );
      }
      assert.deepEqual(otoroshi.keys.get("theirs")?.metadata, { theirs: "stays" });
      const adopted = otoroshi.keys.get("adopted");
      assert.deepEqual(
        [adopted?.clientName, adopted?.dailyQuota, adopted?.clientSecret, adopted?.metadata],
        ["made by hand", 7, `secret-of-adopted-${edition}`, { theirs: "stays" }],
      );
    }
    await at.stack.program(program(0, { serviceId: "s1" }, 1));
    await at.stack.up();
    for (const { otoroshi } of servers) assert.equal(otoroshi.keys.size, 6);
    assertEmpty(await at.stack.preview("--refresh"));
    assertEmpty(await at.stack.preview());
    atFirst = servers.map(secretsOf);
  });

  it("has its keys patched, moved, rotated and their quotas reset as declared, and what happens by hand repaired", async () => {
    const generated = servers.map(generatedOn);
    for (const [index, { otoroshi }] of servers.entries()) {
      otoroshi.keys.delete(generated[index] ?? "");
      change(otoroshi, "moved", inGroup("g2"));
      change(otoroshi, "of-service", { dailyQuota: 500 });
      otoroshi.recordCalls("adopted", 3);
    }
    await at.stack.program(program(1, { groupId: "g2" }, 2));
    const { code, output } = await at.stack.preview();
    assert.notEqual(code, 0);
    for (const { otoroshi } of servers) otoroshi.clearRequests();
    await at.stack.up();
    for (const [index, server] of servers.entries()) {
      const { otoroshi, edition } = server;
      const said = (line: string): void => assert.match(output, new RegExp(line), edition);
      said(
        `deleted ${edition}: the key is not on the server any more; .* \\(api key '${String(generated[index])}'\\)`,
      );
      said(`of-service ${edition}: .*dailyQuota is 500, declared 5`);
      said(`moved ${edition}: .*authorizedEntities is \\["group_g2"\\], declared \\["group_g1"\\]`);
      const resets = otoroshi.requests
        .filter(({ method }) => method === "DELETE")
        .map(({ method, path }) => `${method} ${path}`);
      const scoped = "DELETE /api/groups/g1/apikeys/adopted/quotas";
      assert.deepEqual(resets, [
        "DELETE /api/apikeys/adopted/quotas",
        ...(edition === "1.4" ? [scoped] : []),
      ]);
      const { moved, ...others } = secretsOf(server);
      assert.notEqual(moved, atFirst[index]?.["moved"]);
      assert.deepEqual({ ...others, moved: atFirst[index]?.["moved"] }, atFirst[index]);
      const full = otoroshi.keys.get("full");
      const { clientName, dailyQuota, monthlyQuota, tags, metadata, restrictions, rotation } = KNOWN[1];
      assert.deepEqual(
        [full?.clientName, full?.dailyQuota, full?.monthlyQuota, full?.tags, full?.metadata],
        [clientName, dailyQuota, monthlyQuota, tags, metadata],
      );
      const { enabled, forbidden } = full?.restrictions ?? {};
      // Edition 17 adds what an item is for.
      const items = forbidden?.map(({ method, path }) => ({ method, path }));
      assert.deepEqual({ ...(restrictions as object), enabled, forbidden: items }, restrictions);
      assert.deepEqual({ ...full?.rotation, ...(rotation as object) }, full?.rotation);
    }
    assertEmpty(await at.stack.preview());
    assertEmpty(await at.stack.refresh());
  });

  it("keeps a service's key with its service when it is changed by hand and refreshed", async () => {
    await at.stack.program(program(1, { serviceId: "s1" }, 2));
    await at.stack.up();
    for (const { otoroshi } of servers) change(otoroshi, "of-service", { dailyQuota: 500 });
    const { output } = await at.stack.refresh();
    assert.equal(output.match(/dailyQuota *: 5 => 500/g)?.length, servers.length);
    const refreshed = (await at.stack.keys()).filter((one) => one.id === "of-service");
    assert.deepEqual(
      refreshed.map(({ inputs }) => [inputs["serviceId"], inputs["groupId"]]),
      servers.map(() => ["s1", undefined]),
    );
    await at.stack.up();
    for (const { otoroshi } of servers) assert.equal(otoroshi.keys.get("of-service")?.dailyQuota, 5);
  });

  it("has its keys deleted wherever they are, and somebody's left", async () => {
    for (const { otoroshi } of servers) {
      change(otoroshi, "moved", inGroup("g3"));
      otoroshi.keys.delete("full");
    }
    await at.stack.destroy();
    for (const server of servers)
      assert.deepEqual(secretsOf(server), { theirs: `secret-of-theirs-${server.edition}` });
  });
});
