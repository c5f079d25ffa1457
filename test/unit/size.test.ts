import assert from "node:assert/strict";
import { planOf } from "../../provider/reconcile/desired";
import { partsOf } from "../../provider/reconcile/patch";
import { sizeFailures } from "../../provider/reconcile/size";
import { bodyOf, MAX_BODY } from "../../provider/state/body";
import type { Inputs } from "../../provider/state/inputs";

const identity = { clientId: "c".repeat(16), clientSecret: "s".repeat(64), clientName: "key" };
const bare = { authorizedEntities: [], authorizations: null, authorizedGroup: null };

/** Bytes of the largest request of a key: its creation, or a part of the patch of one that has nothing yet. */
function largest(inputs: Inputs): number {
  const requests = [bodyOf(inputs, identity), ...partsOf(planOf(inputs), bare)];
  return Math.max(...requests.map((one) => Buffer.byteLength(JSON.stringify(one))));
}

/** Arguments that are made of one text. */
const made: Readonly<Record<string, (text: string) => object>> = {
  "a description": (text) => ({ description: text }),
  "the name of an entry": (text) => ({ metadata: { [text]: "" } }),
  "the value of an entry": (text) => ({ metadata: { name: text } }),
  "many entries": (text) => ({
    metadata: Object.fromEntries(Array.from(text).map((one, index) => [index, one])),
  }),
  tags: (text) => ({ tags: Array.from(text) }),
  entities: (text) => ({ authorizedEntities: Array.from(text).map((one) => `group_${one}`) }),
  teams: (text) => ({ teams: [text] }),
  "a tenant": (text) => ({ tenant: text }),
  "a secret": (text) => ({ clientSecret: text }),
  restrictions: (text) => ({
    restrictions: { allowed: Array.from(text).map((path) => ({ method: "*", path })) },
  }),
};

describe("the size of a request", () => {
  // What a pointer escapes, what JSON escapes, a letter that grows in lower case, and one of four bytes.
  for (const letter of ["a", "~", "/", '"', "\u0001", "İ", "𝄞"]) {
    for (const [name, args] of Object.entries(made)) {
      it(`is never beyond the server's limit when ${name} of ${JSON.stringify(letter)} passes`, () => {
        let passed = 0;
        for (let count = 100; count < MAX_BODY; count *= 2) {
          const inputs = { groupId: "g1", ...args(letter.repeat(count)) } as Inputs;
          if (sizeFailures(inputs).length > 0) break;
          passed = largest(inputs);
          assert.ok(passed <= MAX_BODY, `${String(count)} letters: ${String(passed)} bytes`);
        }
        assert.ok(passed > 0);
      });
    }
  }
});
