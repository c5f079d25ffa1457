import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import { ApiKeysApi } from "../../provider/client";
import { bodyOf } from "../../provider/state/body";
import { normalised } from "../../provider/state/normalised";
import type { Inputs } from "../../provider/state/inputs";
import { argumentFailures } from "../../provider/state/validation";
import { rows } from "../../provider/model/attributes";
import { startOtoroshi } from "../otoroshi";
import { exampleOf, usages } from "../reference/arguments";

/** The arguments that an example in the reference declares. */
function argumentsIn(name: string): Inputs {
  let args: unknown;
  runInNewContext(exampleOf(name), {
    // `new` gives back the object, whatever the class would make.
    ApiKey: function (_name: string, given: unknown) {
      args = JSON.parse(JSON.stringify(given));
    },
    config: { requireSecret: () => "a secret" },
  });
  return args as Inputs;
}

describe("the reference of arguments", () => {
  for (const name of Object.keys(usages)) {
    it(`shows ${name} as the provider takes it`, () => {
      assert.ok(name in argumentsIn(name));
      assert.deepEqual(argumentFailures(argumentsIn(name)), []);
    });
  }

  it("names the servers that keep each field", async () => {
    for (const edition of ["1.4", "1.5", "17"] as const) {
      const otoroshi = await startOtoroshi({ edition });
      try {
        const api = new ApiKeysApi(otoroshi);
        for (const name of [...rows.keys()].filter((one) => !one.startsWith("client"))) {
          const inputs = normalised(argumentsIn(name));
          const body = bodyOf(inputs, { clientId: name, clientSecret: "s3cret", clientName: name });
          const kept = (await api.create({ groupId: "g1" }, body)) as Record<string, unknown>;
          const since = Number(usages[name]?.since ?? "1.4");
          const field = name === "tenant" || name === "teams" ? "_loc" : name;
          assert.equal(isKept(kept[field], body[field]), Number(edition) >= since, `${name} on ${edition}`);
        }
      } finally {
        await otoroshi.close();
      }
    }
  });
});

/** Whether what was sent is in what is there, which may say more. */
function isKept(there: unknown, sent: unknown): boolean {
  if (typeof sent !== "object" || sent === null) return there === sent;
  if (typeof there !== "object" || there === null) return false;
  // The scope comes first among the entities.
  if (Array.isArray(there))
    return Object.values(sent).every((one) => there.some((other) => isKept(other, one)));
  return Object.entries(sent).every(([name, value]) =>
    isKept((there as Record<string, unknown>)[name], value),
  );
}
