import assert from "node:assert/strict";
import type { JsonObject } from "../../provider/model/json";
import { fields } from "../../provider/model/fields";
import type { Situation } from "../../provider/model/situation";
import { liveKey } from "./key";

const LONG_AGO = Date.UTC(2001, 0, 1);

/** What decides over a live key of which this is desired. */
function situation(live: Record<string, unknown>, desired: Record<string, unknown>): Situation {
  return { live: live as JsonObject, scope: "group_g1", desired: (name) => desired[name] };
}

describe("a key that has expired", () => {
  const expired = liveKey({ validUntil: LONG_AGO, enabled: false });
  const isServersOwn = (desired: Record<string, unknown>): boolean =>
    fields.enabled.serversOwn?.(true, situation(expired, desired)) === true;

  it("is disabled by the server itself, as long as it stays expired", () => {
    assert.equal(isServersOwn({}), true);
    assert.equal(isServersOwn({ validUntil: "2001-01-01T00:00:00Z" }), true);
    assert.equal(isServersOwn({ validUntil: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }), true);
  });

  it("is to be enabled again when it is extended, or shall not expire any more", () => {
    assert.equal(isServersOwn({ validUntil: "2100-01-01T00:00:00Z" }), false);
    assert.equal(isServersOwn({ validUntil: null }), false);
  });

  it("is not said to stay disabled when it is extended and still enabled, as by a clock behind ours", () => {
    const note = (enabled: boolean): string | undefined => {
      const live = liveKey({ validUntil: LONG_AGO, enabled });
      return fields.validUntil.note?.(situation(live, { validUntil: "2100-01-01T00:00:00Z" }));
    };
    assert.equal(note(true), undefined);
    assert.match(note(false) ?? "", /stays disabled when it is extended/u);
  });
});

describe("restrictions of the key that the provider logs in with", () => {
  const locksOut = (restrictions: unknown, desired: Record<string, unknown>): boolean | undefined => {
    const { forbidden } = fields.restrictions.group;
    return forbidden.locksOut?.([], situation(liveKey({ restrictions }), desired));
  };

  it("lock nobody out on a server that tells of none, unless they are put in force", () => {
    for (const none of [null, undefined]) {
      assert.equal(locksOut(none, {}), false);
      assert.equal(locksOut(none, { "restrictions.enabled": true }), true);
    }
  });

  it("lock nobody out where they are in force and shall not be", () => {
    assert.equal(locksOut({ enabled: true }, { "restrictions.enabled": false }), false);
    assert.equal(locksOut({ enabled: true }, {}), true);
  });
});
