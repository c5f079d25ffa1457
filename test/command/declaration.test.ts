import assert from "node:assert/strict";
import fc from "fast-check";
import { format } from "prettier";
import type { ApiKeyEntity } from "../../provider/client/entities";
import { declarationOf, type Declaration } from "../../provider/command/declaration";
import { namesOf, type Names } from "../../provider/command/names";
import { candidates } from "../../provider/command/place";
import { head, statement } from "../../provider/command/program";
import type { JsonObject } from "../../provider/model/json";
import { differences } from "../../provider/reconcile/compare";
import { planOf } from "../../provider/reconcile/desired";
import { patchOf } from "../../provider/reconcile/patch";
import { argumentFailures } from "../../provider/state/validation";
import { liveKey, opening } from "../unit/key";
import { complaints } from "./compile";
import { evaluate } from "./evaluate";
import { liveKeys } from "./random-keys";

function declared(changes: Record<string, unknown>, resource = "billing"): Declaration {
  const declaration = declarationOf(liveKey(changes), { groupId: "g1" }, resource);
  if ("reason" in declaration) throw new Error(declaration.reason);
  return declaration;
}

/** What is declared of a key further to its id and its scope. */
function argumentsOf(changes: Record<string, unknown>): Record<string, unknown> {
  const { groupId, clientId, adopt, ...rest } = declared(changes).args;
  assert.deepEqual([groupId, clientId, adopt], ["g1", "billing-id", true]);
  return rest;
}

const keys = fc.uniqueArray(liveKeys, { selector: (key) => key.clientId, minLength: 1, maxLength: 8 });

/** The program of some keys, those without a possible scope aside. */
function programOf(some: readonly ApiKeyEntity[]): { source: string; declared: ApiKeyEntity[] } {
  const names = namesOf(some);
  const written: ApiKeyEntity[] = [];
  const statements = some.flatMap((live) => {
    const [scope] = candidates(live, []);
    if (scope === undefined) return [];
    const called = names.get(live.clientId) as Names;
    const declaration = declarationOf(live, scope, called.resource);
    if (!("reason" in declaration)) written.push(live);
    return [`\n${statement({ ...called, clientId: live.clientId, ...declaration })}`];
  });
  return { source: head("https://otoroshi") + statements.join(""), declared: written };
}

describe("the declaration of a live key", () => {
  it("says only the id, the scope and what differs from the defaults, false and 0 among it", () => {
    assert.deepEqual(argumentsOf({}), {});
    assert.deepEqual(
      argumentsOf({
        enabled: false,
        dailyQuota: 0,
        readOnly: true,
        restrictions: { enabled: false, allowLast: false, allowed: [], forbidden: [], notFound: [] },
        tags: ["b", "a"],
        _loc: { tenant: "acme", teams: ["default"] },
      }),
      {
        enabled: false,
        dailyQuota: 0,
        readOnly: true,
        restrictions: { allowLast: false },
        tags: ["b", "a"],
        tenant: "acme",
      },
    );
  });

  it("names the key where the resource is called otherwise", () => {
    assert.equal(
      declared({ clientName: "Billing (prod)" }, "billing-prod").args["clientName"],
      "Billing (prod)",
    );
  });

  it("never holds a secret, wherever it stands", () => {
    const { args, remarks } = declared({
      clientSecret: "the-live-secret",
      rotation: { enabled: true, rotationEvery: 800, gracePeriod: 168, nextSecret: "the-next-secret" },
      description: "secret: the-live-secret",
      metadata: { next: "the-next-secret", env: "prod" },
    });
    assert.doesNotMatch(JSON.stringify([args, remarks]), /the-(live|next)-secret/u);
    assert.deepEqual(args["metadata"], { env: "prod" });
    assert.match(
      remarks.join("\n"),
      /^description is left as it is on the server: it contains the key's secret\.$/mu,
    );
  });

  it("leaves out enabled of an expired key, which reads false whatever was written", () => {
    const { enabled, validUntil } = argumentsOf({ enabled: false, validUntil: 946_684_800_000 });
    assert.deepEqual([enabled, validUntil], [undefined, "2000-01-01T00:00:00.000Z"]);
  });

  it("opens what the key opens further to its scope", () => {
    assert.deepEqual(argumentsOf(opening("service_s1", "group_g1", "route_r1")), {
      authorizedEntities: ["service_s1", "route_r1"],
    });
  });

  it("leaves out, and says so, what no argument can be", () => {
    const { args, remarks } = declared({ dailyQuota: 9_223_372_036_854_775_807n, validUntil: 8.64e15 + 1 });
    assert.deepEqual([args["dailyQuota"], args["validUntil"]], [undefined, undefined]);
    assert.match(
      remarks.join("\n"),
      /dailyQuota is left as it is on the server: no argument can express 9223372036854775807/u,
    );
    assert.match(remarks.join("\n"), /validUntil .* 8640000000000001/u);
  });

  it("leaves out metadata that Otoroshi writes itself, and a name that no program can pass on", () => {
    const metadata = JSON.parse('{"__proto__":"x","updated_at":"1","env":"prod","0":"a","":"b"}') as object;
    const { args, remarks } = declared({ metadata });
    assert.deepEqual(args["metadata"], undefined);
    assert.match(remarks.join("\n"), /metadata is left .* empty/u);
    assert.equal(remarks.length, 3);
  });

  it("is none for an id that no request can name", () => {
    assert.deepEqual(Object.keys(declarationOf(liveKey({ clientId: ".." }), { groupId: "g1" }, "x")), [
      "reason",
    ]);
  });
});

describe("the program of random keys", function () {
  this.timeout(60_000);

  it("gives back arguments that the resource takes and that change nothing", () => {
    fc.assert(
      fc.property(keys, (some) => {
        const { source, declared } = programOf(some);
        const resources = evaluate(source);
        assert.equal(resources.length, declared.length);
        resources.forEach(({ name, args }, index) => {
          const live = declared[index] as unknown as JsonObject;
          assert.deepEqual(argumentFailures(args), []);
          assert.equal(args["clientId"], live["clientId"]);
          assert.equal(args["clientName"] ?? name, live["clientName"]);
          const asked = planOf(args);
          assert.deepEqual(
            differences(asked, live).map((one) => one.desired.attribute.name),
            [],
          );
          assert.deepEqual(patchOf(asked, live), []);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("compiles in a project as pulumi new makes it", () => {
    const some = fc.sample(liveKeys, { numRuns: 150, seed: 7 });
    const unique = [...new Map(some.map((key) => [key.clientId, key])).values()];
    assert.deepEqual(complaints(programOf(unique).source), []);
  });

  it("holds no secret of any of them", () => {
    fc.assert(
      fc.property(keys, (some) => {
        const { source } = programOf(some);
        for (const key of some) assert.ok(!source.includes(key.clientSecret));
        assert.ok(!source.includes("the-next-secret"));
      }),
    );
  });

  it("is as Prettier formats it by default", async () => {
    await fc.assert(
      fc.asyncProperty(keys, async (some) => {
        const { source } = programOf(some);
        fc.pre(!/[\p{Cn}\p{Co}\p{M}]/u.test(source));
        assert.equal(await format(source, { parser: "typescript" }), source);
      }),
    );
  });
});
