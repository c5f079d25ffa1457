import assert from "node:assert/strict";
import fc from "fast-check";
import { transpileModule, ModuleKind } from "typescript";
import { namesOf, type Names } from "../../provider/command/names";
import { texts } from "./random-keys";

function named(...clientNames: string[]): (Names | undefined)[] {
  const names = namesOf(
    clientNames.map((clientName, index) => ({ clientId: `id${String(index)}`, clientName })),
  );
  return clientNames.map((_, index) => names.get(`id${String(index)}`));
}

const keys = fc.uniqueArray(fc.record({ clientId: texts, clientName: texts }), {
  selector: (key) => key.clientId,
  maxLength: 40,
});

describe("the names of imported keys", () => {
  it("are those that people know the keys by", () => {
    assert.deepEqual(named("billing-v2", "Nightly Jobs (prod)", "Оплата"), [
      { variable: "billingV2", resource: "billing-v2" },
      { variable: "nightlyJobsProd", resource: "nightly-jobs-prod" },
      { variable: "oplata", resource: "oplata" },
    ]);
  });

  it("can be declared, where the name is digits alone, a reserved word or what a module has already", () => {
    assert.deepEqual(
      named("42", "class", "await", "exports").map((one) => one?.variable),
      ["key42", "classKey", "awaitKey", "exportsKey"],
    );
  });

  it("come from the clientId where the name has no letter to be read, and are 'key' without any", () => {
    assert.deepEqual(named("支付")[0], { variable: "id0", resource: "id0" });
    assert.deepEqual(namesOf([{ clientId: "支", clientName: "付" }]).get("支"), {
      variable: "key",
      resource: "key",
    });
  });

  it("tell keys of one name apart by the clientId", () => {
    assert.deepEqual(
      named("billing", "Billing", "shop").map((one) => one?.resource),
      ["billing-id0", "billing-id1", "shop"],
    );
  });

  it("are the same in whatever order the keys come", () => {
    fc.assert(
      fc.property(keys, (some) => {
        assert.deepEqual([...namesOf(some.toReversed())], [...namesOf(some)]);
      }),
    );
  });

  it("are unique, and compile, whatever the keys are called", () => {
    fc.assert(
      fc.property(keys, (some) => {
        const all = [...namesOf(some).values()];
        assert.equal(new Set(all.map((one) => one.variable)).size, some.length);
        assert.equal(new Set(all.map((one) => one.resource)).size, some.length);
        for (const { resource } of all) assert.match(resource, /^[A-Za-z0-9][A-Za-z0-9._-]*$/u);
        const source = all.map(({ variable }) => `const ${variable} = 1;`).join("\n");
        const { diagnostics } = transpileModule(`${source}\nexport {};`, {
          reportDiagnostics: true,
          compilerOptions: { module: ModuleKind.CommonJS },
        });
        assert.deepEqual(
          diagnostics?.map((one) => one.messageText),
          [],
        );
      }),
    );
  });
});
