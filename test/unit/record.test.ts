import assert from "node:assert/strict";
import { isRecordText, readRecord, recordText, type Record } from "../../provider/state/record";

const nothing: Record = { resource: "", creation: "known", owed: [], declared: new Set() };
const everything: Record = {
  resource: "ab12",
  creation: "unknown",
  owed: ["rotation", "reset"],
  declared: new Set(["description", "metadata.a b,c-", "metadata.-"]),
};

describe("the record in a state", () => {
  it("is one text of five words, a dash for each that is empty", () => {
    assert.equal(recordText(nothing), "v3 - known - -");
    assert.equal(
      recordText(everything),
      "v3 ab12 unknown rotation,reset description,metadata.a%20b%2Cc-,metadata.-",
    );
  });

  it("is read as it was written, whatever the names", () => {
    for (const record of [nothing, everything]) assert.deepEqual(readRecord(recordText(record)), record);
  });

  it("is told by its version, of one digit or of several, from what earlier releases wrote", () => {
    for (const text of ["v3 - known - -", "v12 whatever"]) assert.ok(isRecordText(text), text);
    for (const text of ['["description"]', "", "v3", "v x", " v3 x", "dev3 x"])
      assert.ok(!isRecordText(text), text);
  });

  it("of a later release is refused as an invalid state", () => {
    assert.throws(() => readRecord("v4 - known - -"), {
      name: "OtoroshiError",
      code: "invalid",
      operation: "state",
      message: /later release of pulumi-otoroshi; upgrade/u,
    });
  });
});
